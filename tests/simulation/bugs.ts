// Mistakes that a sync server can have, planted from outside: a simulation that does not find them proves nothing.
import { messageKind, syncKind } from '#lib/protocol/kinds.ts';
import { ClientOwners } from '../../server/client-owners.ts';
import { Ledger } from '../../server/ledger.ts';
import { PresenceTable } from '../../server/presence.ts';
import { patch, storeLike, type Bug } from './bug.ts';
import { nodeBugs } from './node-bugs.ts';

/** An empty update, where the server expects one. */
const nothing = Uint8Array.of(messageKind.sync, syncKind.update, 2, 0, 0);

const coreBugs: readonly Bug[] = [
	{
		name: 'acknowledges on receipt',
		receives(bytes, socket) {
			if (bytes[0] === messageKind.barrier) socket.send(bytes.slice());
			return bytes;
		}
	},
	{
		name: 'shows before the commit',
		plant: () =>
			patch(
				Ledger.prototype,
				'add',
				(real) =>
					function (this: Ledger, author, data) {
						real.call(this, author, data);
						this.showUpTo(Infinity);
					}
			)
	},
	{
		name: 'takes what did not fit into a commit for committed with it',
		needs: ['slowDisk'],
		plant: () =>
			patch(
				Ledger.prototype,
				'take',
				(real) =>
					function (this: Ledger, bytesMax, rowsMax) {
						const first = real.call(this, bytesMax, rowsMax);
						if (this.unwrittenRows > 0) real.call(this, Infinity, Infinity);
						return first;
					}
			)
	},
	{
		name: 'writes a second time after an unknown outcome',
		store: (real) => storeLike(real, { append: (appends) => real.append(appends) })
	},
	{
		name: 'takes a failed append for a success',
		store: (real) =>
			storeLike(real, {
				append: (appends) =>
					real
						.append(appends)
						.catch(() => new Map(appends.map((one) => [one.boardId, one.headBefore + one.entries.length])))
			})
	},
	{
		name: 'opens a blank board when loading fails',
		needs: ['failingLoads'],
		store: (real, disk) =>
			storeLike(real, {
				load: (boardId) =>
					real.load(boardId).catch(() => {
						const head = disk.head(boardId);
						return { head, checkpoint: null, earlierRows: [], rows: [] };
					})
			})
	},
	{
		name: 'loads without the newest rows',
		store: (real) =>
			storeLike(real, {
				async load(boardId) {
					const stored = await real.load(boardId);
					return stored && { ...stored, rows: stored.rows.slice(0, Math.max(1, stored.rows.length - 3)) };
				}
			})
	},
	{
		name: 'lets a room go with work under way',
		plant() {
			const before = Object.getOwnPropertyDescriptor(Ledger.prototype, 'isSettled') as PropertyDescriptor;
			Object.defineProperty(Ledger.prototype, 'isSettled', { ...before, get: () => true });
			return () => void Object.defineProperty(Ledger.prototype, 'isSettled', before);
		}
	},
	{ name: 'lets viewers write', forgetsRoles: true },
	{
		name: 'asks for rights at the connect only',
		needs: ['remove'],
		forgetsRoleChanges: 'everywhere',
		limits: { recheckIntervalMs: 1e9 }
	},
	{ name: 'heaps up frames for slow readers', needs: ['slowLink'], limits: { behindBytes: Infinity } },
	{
		name: 'never finds out that a socket is dead',
		needs: ['silence'],
		limits: { pingIntervalMs: 1e9, behindMaxMs: 1e9 }
	},
	{ name: 'keeps showing who left', plant: () => patch(PresenceTable.prototype, 'leave', () => () => []) },
	{
		name: 'does not ask for what a client has from before',
		receives: (bytes) => (bytes[0] === messageKind.sync && bytes[1] === syncKind.step2 ? nothing : bytes)
	},
	{
		name: 'lets anybody write under any client id',
		needs: ['theft', 'offline'],
		plant: () => patch(ClientOwners.prototype, 'mayExtend', () => () => true)
	},
	{
		name: 'drops now and then an update that came in one breath with another',
		receives(bytes, socket) {
			const isUnlucky =
				bytes[0] === messageKind.sync && bytes[1] === syncKind.update && bytes.length % 7 === 0;
			return isUnlucky && socket.bufferedAmount > 0 ? nothing : bytes;
		}
	}
];

export const bugs: readonly Bug[] = [...coreBugs, ...nodeBugs];
