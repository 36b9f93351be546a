// The limits of one update, of presence and of rates: at the limit it is taken, one beyond it is not.
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { presenceClockMax, presenceClockStepMax, presenceStateBytesMax } from '#lib/protocol/limits.ts';
import type { BoardGrant } from '#lib/server/grant.ts';
import { checkUpdate } from './check-update.ts';
import { syncLimits } from './limits.ts';
import { RateBucket } from './rate-bucket.ts';
import { PresenceElsewhere } from './presence-elsewhere.ts';
import { PresenceTable } from './presence.ts';

function updateOf(make: (doc: Y.Doc) => void): Uint8Array {
	const doc = new Y.Doc();
	make(doc);
	return Y.encodeStateAsUpdate(doc);
}

function verdict(update: Uint8Array, limits: Partial<typeof syncLimits> = {}, doc = new Y.Doc()): string {
	return checkUpdate(doc, update, { ...syncLimits, ...limits }).kind;
}

describe('an update', () => {
	test('LIM4 may bring so many structs', () => {
		const update = updateOf((doc) => {
			for (let n = 0; n < 7; n++) doc.getMap('pins').set(`k${n}`, n);
		});
		expect(verdict(update, { structsPerUpdateMax: 7 })).toBe('sound');
		expect(verdict(update, { structsPerUpdateMax: 6 })).toBe('refused');
	});

	test('LIM4 may remove so many ranges', () => {
		const update = updateOf((doc) => {
			const list = doc.getArray('list');
			list.insert(0, [0, 1, 2, 3, 4, 5, 6, 7]);
			for (const at of [6, 4, 2]) list.delete(at, 1);
		});
		expect(verdict(update, { deleteRangesPerUpdateMax: 3 })).toBe('sound');
		expect(verdict(update, { deleteRangesPerUpdateMax: 2 })).toBe('refused');
	});

	test('LIM4 may bring so many new client ids', () => {
		const board = new Y.Doc();
		board.getMap('pins').set('known', 1);
		const whole = new Y.Doc();
		Y.applyUpdate(whole, Y.encodeStateAsUpdate(board));
		for (let n = 0; n < 3; n++)
			Y.applyUpdate(
				whole,
				updateOf((doc) => doc.getMap('pins').set(`k${n}`, n))
			);
		const update = Y.encodeStateAsUpdate(whole);
		expect(verdict(update, { newClientIdsPerUpdateMax: 3 }, board)).toBe('sound');
		expect(verdict(update, { newClientIdsPerUpdateMax: 2 }, board)).toBe('refused');
	});

	test('LIM4 may nest types so deep, also under what the board has, and every reader can follow that and remove it', () => {
		const { typeDepthMax } = syncLimits;
		const nested = (depth: number) =>
			updateOf((doc) => {
				let map = doc.getMap<unknown>('pins');
				for (let level = 0; level < depth; level++) map = map.set('x', new Y.Map()) as Y.Map<unknown>;
			});
		expect(verdict(nested(typeDepthMax))).toBe('sound');
		expect(verdict(nested(typeDepthMax + 1))).toBe('refused');
		const board = new Y.Doc();
		Y.applyUpdate(board, nested(typeDepthMax));
		let deepest = board.getMap<unknown>('pins');
		for (let map: unknown = deepest; map instanceof Y.Map; map = map.get('x'))
			deepest = map as Y.Map<unknown>;
		const before = Y.encodeStateVector(board);
		const copy = new Y.Doc();
		Y.applyUpdate(copy, Y.encodeStateAsUpdate(board));
		let below = copy.getMap<unknown>('pins');
		for (let map: unknown = below; map instanceof Y.Map; map = map.get('x')) below = map as Y.Map<unknown>;
		below.set('x', new Y.Map());
		expect(verdict(Y.encodeStateAsUpdate(copy, before), {}, board)).toBe('refused');
		expect(() => JSON.stringify(board.getMap('pins').toJSON())).not.toThrow();
		board.getMap('pins').delete('x');
		expect(board.getMap('pins').size).toBe(0);
	});

	test('LIM4 may nest values so deep', () => {
		const value = (depth: number) => {
			let inner: unknown = 1;
			for (let level = 0; level < depth; level++) inner = [inner];
			return updateOf((doc) => doc.getMap('pins').set('x', inner));
		};
		// The innermost value counts as a level.
		expect(verdict(value(syncLimits.valueDepthMax - 1))).toBe('sound');
		expect(verdict(value(syncLimits.valueDepthMax))).toBe('refused');
	});

	test('LIM4 may count so far', () => {
		const update = updateOf((doc) => doc.getText('text').insert(0, 'ten chars.'));
		expect(verdict(update, { clockMax: 10 })).toBe('sound');
		expect(verdict(update, { clockMax: 9 })).toBe('refused');
	});
});

describe('presence', () => {
	const grant = {
		role: 'editor',
		principal: { kind: 'user', id: 'anna', name: 'Anna' }
	} as unknown as BoardGrant;
	const owner = {};
	const table = () => {
		const made = new PresenceTable(syncLimits, new PresenceElsewhere());
		made.enter(grant, 0);
		return made;
	};
	const say = (presence: PresenceTable, clock: number, json = '{}') =>
		presence.receive(owner, grant, { clientId: 1, clock, json }, 0);

	test('LIM5 its clock moves by so much at a time, and ends somewhere', () => {
		const presence = table();
		say(presence, 1);
		expect(say(presence, 2 + presenceClockStepMax, '{"a":1}')).toBe('nothing');
		expect(say(presence, 1 + presenceClockStepMax, '{"a":1}')).not.toBe('nothing');
		expect(say(table(), presenceClockMax)).toBe('changed');
		expect(say(table(), presenceClockMax + 1)).toBe('nothing');
	});

	test('LIM5 a longer state is cut down to who is here', () => {
		const stateOf = (bytes: number) => {
			const head = '{"selection":["pin"],"x":"';
			return `${head}${'y'.repeat(bytes - head.length - 2)}"}`;
		};
		const shown = (json: string) => {
			const presence = table();
			say(presence, 1, json);
			return JSON.parse(presence.entry(1)?.json ?? 'null') as { selection: unknown; user: { id: string } };
		};
		expect(shown(stateOf(presenceStateBytesMax)).selection).toEqual(['pin']);
		expect(shown(stateOf(presenceStateBytesMax + 1)).selection).not.toEqual(['pin']);
		expect(shown(stateOf(presenceStateBytesMax + 1)).user.id).toBe('anna');
	});

	test('LIM5 a longer cursor is left out', () => {
		const cursor = (bytes: number) => ({ anchor: 'x'.repeat(bytes - '{"anchor":""}'.length) });
		const shown = (bytes: number) => {
			const presence = table();
			say(presence, 1, JSON.stringify({ cursor: cursor(bytes) }));
			return 'cursor' in (JSON.parse(presence.entry(1)?.json ?? '{}') as object);
		};
		expect([shown(syncLimits.cursorBytesMax), shown(syncLimits.cursorBytesMax + 1)]).toEqual([true, false]);
	});
});

test.each([
	['framesPerSecond', 'framesBurst'],
	['bytesPerSecond', 'bytesBurst'],
	['statesPerSecond', 'statesBurst'],
	['workMsPerSecond', 'workMsBurst']
] as const)('LIM6 %s and %s: a burst passes, one more waits just as long as its rate says', (rate, burst) => {
	const bucket = new RateBucket(syncLimits[rate], syncLimits[burst], 0);
	expect(bucket.take(syncLimits[burst], 0)).toBe(0);
	expect(bucket.take(1, 0)).toBe(1);
	expect(bucket.waitMs).toBeCloseTo(1_000 / syncLimits[rate]);
	expect(bucket.take(0, 1_000 / syncLimits[rate])).toBeCloseTo(0);
});
