// Mistakes of servers that are several, that fold and forget, and that live in time.
import { Ledger } from '../../server/ledger.ts';
import { LogFollower, type FollowedRoom } from '../../server/log-follower.ts';
import { readNodeMessage } from '../../server/node-messages.ts';
import { PresenceElsewhere } from '../../server/presence-elsewhere.ts';
import { PresenceTable } from '../../server/presence.ts';
import type { Relay } from '../../server/relay.ts';
import { Room } from '../../server/room.ts';
import { patch, storeLike, type Bug } from './bug.ts';

export const nodeBugs: readonly Bug[] = [
	{
		name: 'takes a hint for the rows themselves',
		isOfNodes: true,
		plant: () =>
			patch(
				LogFollower.prototype as LogFollower<FollowedRoom>,
				'heard',
				() =>
					function (room: FollowedRoom, head: number) {
						const { ledger } = room as { ledger: { head: number } };
						ledger.head = Math.max(ledger.head, head);
					}
			)
	},
	{
		name: 'goes on from its own rows without reading those before them',
		isOfNodes: true,
		plant: () =>
			patch(
				Ledger.prototype,
				'committed',
				(real) =>
					function (this: Ledger, head) {
						this.head = Math.max(this.head, head);
						real.call(this, head);
					}
			)
	},
	{
		name: 'shows its own rows a second time when it reads them',
		isOfNodes: true,
		plant: () =>
			patch(
				Room.prototype,
				'takeStored',
				(real) =>
					function (this: Room, rows) {
						for (const { author, data } of rows) {
							const isHere = [...this.audience.members()].some(
								({ grant }) => grant.principal.id === author.id
							);
							if (isHere) this.audience.show(data);
						}
						real.call(this, rows);
					}
			)
	},
	{
		name: 'relies on hints alone',
		isOfNodes: true,
		// On a bus that loses them all: whether a lost one does harm otherwise hangs on what comes after it.
		relay: withoutHints,
		store: (real) => storeLike(real, { heads: async () => new Map() })
	},
	{
		name: 'tells changes of rights to one node only',
		needs: ['remove', 'demote', 'signOut', 'join'],
		isOfNodes: true,
		forgetsRoleChanges: 'elsewhere'
	},
	{
		name: 'keeps the people of a node that died',
		needs: ['killForLong'],
		isOfNodes: true,
		plant() {
			const undo = [
				patch(PresenceElsewhere.prototype, 'forget', () => () => []),
				patch(PresenceElsewhere.prototype, 'dropOutdated', () => () => [])
			];
			return () => undo.forEach((one) => one());
		}
	},
	{
		name: 'gives colours as if it were alone',
		isOfNodes: true,
		plant: () => patch(PresenceTable.prototype, 'heed', () => () => {})
	},
	{
		name: 'forgets rows before the checkpoint is written',
		store: (real, disk) =>
			storeLike(real, {
				async checkpoint(checkpoint) {
					disk.forgetRows(checkpoint.boardId, checkpoint.seq);
					await real.checkpoint(checkpoint);
				}
			})
	},
	{
		name: 'says that a checkpoint goes up to the newest row',
		store: (real, disk) =>
			storeLike(real, {
				checkpoint: (checkpoint) => real.checkpoint({ ...checkpoint, seq: disk.head(checkpoint.boardId) })
			})
	},
	{
		name: 'forgets old rows that no old checkpoint holds',
		prune(disk, _ageMs, rowsMax) {
			for (const [boardId, { rows }] of disk.logs) disk.forgetRows(boardId, Math.min(rowsMax, rows.length));
			return 0;
		}
	},
	{
		name: 'measures time on the wall clock',
		needs: ['clockJump'],
		clock: (real) => ({ ...real, monotonic: () => real.now() })
	},
	{
		name: 'queues without end for the database',
		needs: ['silentDisk', 'diskOutOfReach'],
		limits: { boardQueueBytesMax: Infinity },
		journalLimits: { queueBytesMax: Infinity, queueAgeMaxMs: Infinity }
	}
];

function withoutHints(real: Relay): Relay {
	const isHint = (message: string) => readNodeMessage(message)?.kind === 'heads';
	return { ...real, send: (messages) => real.send(messages.filter((message) => !isHint(message))) };
}
