// What the members of a room are sent, by a clock that the test turns.
import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { heartbeatIntervalMs } from '#lib/protocol/limits.ts';
import { readFrame, type Frame } from '#lib/protocol/read-frame.ts';
import type { BoardGrant } from '#lib/server/grant.ts';
import { TestClock } from '../tests/support/test-clock.ts';
import { Audience, stateVectorBefore, type Member } from './audience.ts';
import type { Hold } from './intake.ts';
import { syncLimits } from './limits.ts';
import type { SharedFrames } from './socket-frames.ts';
import { createSyncMetrics } from './sync-metrics.ts';

/** A y-websocket client gives up a socket after so long a silence. */
const clientPatienceMs = 30_000;

class FakeMember implements Member {
	readonly grant: BoardGrant;
	readonly wantsSaved = false;
	unsentBytes = 0;
	frames: Frame[] = [];
	writes = 0;
	closedWith: number | null = null;
	readonly holds = new Set<Hold>();
	constructor(id: string) {
		const principal = { kind: 'user', id, name: id } as const;
		this.grant = { boardId: 'b', role: 'editor', principal, sessionId: id, endsAt: new Date(0) };
	}
	send(...frames: Uint8Array[]) {
		this.writes++;
		this.frames.push(...frames.map(readFrame));
	}
	sendShared({ payloads }: SharedFrames) {
		this.send(...payloads);
	}
	close(code: number) {
		this.closedWith = code;
	}
	hold(hold: Hold) {
		this.holds.add(hold);
	}
	release(hold: Hold) {
		this.holds.delete(hold);
	}
}

let clock: TestClock;
let audience: Audience;
let caughtUp: Member[];
let members: [FakeMember, FakeMember];

beforeEach(() => {
	clock = new TestClock();
	caughtUp = [];
	audience = new Audience({
		clock,
		limits: syncLimits,
		metrics: createSyncMetrics(),
		shownBefore: () => Uint8Array.of(0),
		tellNodes: () => {},
		catchUp: (member, _has, done) => {
			caughtUp.push(member);
			done();
		}
	});
	members = [new FakeMember('anna'), new FakeMember('ben')];
	for (const member of members) {
		audience.enter(member);
		audience.follow(member);
	}
});

const presenceOf = (member: FakeMember) =>
	member.frames.flatMap((frame) => (frame.kind === 'presence' ? [frame] : []));
const say = (member: FakeMember, clientId: number, count: number, editing = `p${count}`) =>
	audience.receivePresence(member, [{ clientId, clock: count, json: JSON.stringify({ editing }) }]);

async function longestSilenceOf(
	member: FakeMember,
	seconds: number,
	eachSecond: (second: number) => void
): Promise<number> {
	let last = clock.now();
	let longestMs = 0;
	for (let second = 0; second < seconds; second++) {
		eachSecond(second);
		const before = member.frames.length;
		await clock.pass(1_000);
		if (member.frames.length > before) last = clock.now();
		longestMs = Math.max(longestMs, clock.now() - last);
	}
	return longestMs;
}

describe('presence', () => {
	test('WIRE2 leaves at once after a pause, and in one frame per tick when many move', async () => {
		const [anna, ben] = members;
		say(anna, 1, 1);
		await clock.pass(0);
		expect(presenceOf(ben)).toHaveLength(1);
		for (let n = 2; n < 12; n++) {
			say(anna, 1, n);
			say(ben, 2, n);
		}
		await clock.pass(1);
		expect(presenceOf(ben)).toHaveLength(1);
		await clock.pass(syncLimits.presenceTickMs);
		expect(presenceOf(ben)).toHaveLength(2);
		expect(presenceOf(ben)[1]?.entries.map(({ clientId, clock }) => [clientId, clock])).toEqual([
			[1, 11],
			[2, 11]
		]);
	});

	test('WIRE2 who moves alone is shown who they are, and is not sent it again', async () => {
		const [anna, ben] = members;
		for (let n = 1; n < 6; n++) {
			say(anna, 1, n);
			await clock.pass(syncLimits.presenceTickMs);
		}
		expect(presenceOf(ben)).toHaveLength(5);
		expect(presenceOf(anna)).toHaveLength(1);
		expect(JSON.parse(presenceOf(anna)[0]?.entries[0]?.json ?? 'null')).toMatchObject({
			user: { id: 'anna' }
		});
	});

	test('WIRE2 who moves alone is shown a colour that has changed', async () => {
		const [anna] = members;
		say(anna, 1, 1);
		await clock.pass(syncLimits.presenceTickMs);
		audience.hearElsewhere('another node', [
			{ id: 9, clock: 1, json: '{}', person: { id: 'carl', colour: 0, since: -1, writes: true } }
		]);
		await clock.pass(syncLimits.presenceTickMs);
		anna.frames = [];
		say(anna, 1, 2);
		await clock.pass(syncLimits.presenceTickMs);
		say(anna, 1, 3);
		await clock.pass(syncLimits.presenceTickMs);
		expect(presenceOf(anna).map(({ entries }) => entries.map((entry) => entry.clock))).toEqual([[2]]);
	});

	test('ROOM18 in a room that is edited, what moved goes with the next edit', async () => {
		const [anna, ben] = members;
		const update = Uint8Array.of(0, 0);
		audience.show(update);
		say(anna, 1, 1);
		await clock.pass(syncLimits.presenceTickEditedMs - 1);
		expect(presenceOf(ben)).toHaveLength(0);
		audience.show(update);
		expect(ben.frames.map(({ kind }) => kind)).toEqual(['update', 'update', 'presence']);
		expect(ben.writes).toBe(2);
	});

	test('ROOM18 without a next edit, what moved leaves after a tick', async () => {
		const [anna, ben] = members;
		audience.show(Uint8Array.of(0, 0));
		say(anna, 1, 1);
		await clock.pass(syncLimits.presenceTickEditedMs);
		expect(presenceOf(ben)).toHaveLength(1);
		await clock.pass(syncLimits.editedMs);
		say(anna, 1, 2);
		await clock.pass(0);
		expect(presenceOf(ben), 'after the editing it leaves at once').toHaveLength(2);
	});

	test('WIRE19 whoever asks again and again who is here is answered once in a tick, and once it can be', async () => {
		const [anna, ben] = members;
		say(anna, 1, 1);
		await clock.pass(syncLimits.presenceTickMs);
		ben.frames = [];
		for (let n = 0; n < 100; n++) audience.askedWhoIsHere(ben);
		expect(ben.frames).toEqual([]);
		await clock.pass(syncLimits.presenceTickMs);
		expect(presenceOf(ben).map(({ entries }) => entries.map(({ clientId }) => clientId))).toEqual([[1]]);
		audience.askedWhoIsHere(ben);
		ben.unsentBytes = syncLimits.behindBytes + 1;
		await clock.pass(syncLimits.presenceTickMs);
		expect(presenceOf(ben)).toHaveLength(1);
		ben.unsentBytes = 0;
		await clock.pass(1_000);
		expect(presenceOf(ben)).toHaveLength(2);
	});

	test('WIRE13 who moves alone is given a frame well within the patience of its client', async () => {
		const [anna] = members;
		const longestMs = await longestSilenceOf(anna, 60, (second) => say(anna, 1, second + 1));
		expect(longestMs).toBeGreaterThan(1_000);
		expect(longestMs).toBeLessThanOrEqual(heartbeatIntervalMs + 1_000);
	});

	test('WIRE13 renewals and silence alike give every member a frame well within the patience of its client', async () => {
		const [anna, ben] = members;
		const longestMs = await longestSilenceOf(ben, 120, (second) => {
			if (second % 15 === 0) say(anna, 1, second + 1, 'same');
		});
		expect(longestMs).toBeLessThanOrEqual(heartbeatIntervalMs + 1_000);
		expect(longestMs).toBeLessThan(clientPatienceMs / 2);
		const clocks = presenceOf(ben).flatMap(({ entries }) => entries.map((entry) => entry.clock));
		expect(clocks, 'a renewal reaches the others, once').toEqual([1, 16, 31, 46, 61, 76, 91, 106]);
	});
});

describe('a slow reader', () => {
	test('ROOM15 is left out while it is behind, caught up when it reads again, and let go after too long', async () => {
		const [anna, ben] = members;
		const update = Uint8Array.of(0, 0);
		ben.unsentBytes = syncLimits.behindBytes + 1;
		audience.show(update);
		audience.show(update);
		expect([anna.frames.length, ben.frames.length]).toEqual([2, 0]);
		ben.unsentBytes = 0;
		await clock.pass(1_000);
		expect(caughtUp).toEqual([ben]);
		audience.show(update);
		expect(ben.frames.at(-1)?.kind).toBe('update');
		ben.unsentBytes = syncLimits.behindBytes + 1;
		audience.show(update);
		await clock.pass(syncLimits.behindMaxMs + 1_000);
		expect([anna.closedWith, ben.closedWith]).toEqual([null, 4529]);
	});

	test('ROOM15 is spared presence too, in a room without edits, read no further, and given everybody afterwards', async () => {
		const [anna, ben] = members;
		ben.unsentBytes = syncLimits.behindBytes + 1;
		for (let n = 1; n <= 50; n++) {
			say(anna, 1, n);
			audience.sendPresence(ben);
			await clock.pass(syncLimits.presenceTickMs);
		}
		expect(ben.frames).toEqual([]);
		expect([...ben.holds]).toEqual(['unread']);
		ben.unsentBytes = syncLimits.caughtUpBytes - 1;
		await clock.pass(1_000);
		expect([...ben.holds]).toEqual([]);
		expect(presenceOf(ben).map(({ entries }) => entries.map((entry) => entry.clock))).toEqual([[50]]);
		expect(caughtUp, 'there was no content that it missed').toEqual([]);
		say(anna, 1, 51);
		await clock.pass(syncLimits.presenceTickMs);
		expect(presenceOf(ben)).toHaveLength(2);
	});

	test('ROOM15 that follows nothing yet is spared presence as well', async () => {
		const [anna] = members;
		const carl = new FakeMember('carl');
		audience.enter(carl);
		carl.unsentBytes = syncLimits.behindBytes + 1;
		say(anna, 1, 1);
		audience.show(Uint8Array.of(0, 0));
		say(anna, 1, 2);
		await clock.pass(1_000);
		expect(carl.frames).toEqual([]);
		await clock.pass(syncLimits.behindMaxMs);
		expect(carl.closedWith).toBe(4529);
	});

	test('ROOM15 on a slow line has up to four times as long, as long as it takes what it is sent', async () => {
		const [, ben] = members;
		const totalMs = (behindTimes: number) => syncLimits.behindMaxMs * behindTimes;
		const endsAfter = async (linesMs: number): Promise<number | null> => {
			const reader = new FakeMember('reader');
			audience.enter(reader);
			const bytes = 20 * syncLimits.behindBytes;
			reader.unsentBytes = bytes;
			expect(audience.keepsUp(reader)).toBe(false);
			for (let ms = 0; ms < 2 * linesMs; ms += 1_000) {
				await clock.pass(1_000);
				reader.unsentBytes = Math.max(0, bytes * (1 - ms / linesMs));
				if (reader.closedWith !== null) return ms;
			}
			expect(audience.keepsUp(reader)).toBe(true);
			return null;
		};
		expect(await endsAfter(totalMs(syncLimits.behindMovingTimes - 1))).toBeNull();
		expect(await endsAfter(totalMs(4 * syncLimits.behindMovingTimes))).toBeLessThan(totalMs(2));
		expect(ben.closedWith).toBeNull();
	});

	test('ROOM15 is caught up from before what it was not shown', () => {
		const doc = new Y.Doc();
		const updates: Uint8Array[] = [];
		doc.on('update', (bytes: Uint8Array) => updates.push(bytes));
		for (const key of ['a', 'b', 'c']) doc.getMap('pins').set(key, key);
		const has = new Y.Doc();
		Y.applyUpdate(has, updates[0] as Uint8Array);
		Y.applyUpdate(has, Y.encodeStateAsUpdate(doc, stateVectorBefore(doc, updates.slice(1))));
		expect(has.getMap('pins').toJSON()).toEqual({ a: 'a', b: 'b', c: 'c' });
	});
});

test('NODE6 who came from another node and left is gone, though that node never said so', async () => {
	const [anna, ben] = members;
	const person = { id: 'anna', colour: 0, since: 0, writes: true };
	audience.hearElsewhere('node', [{ id: 1, clock: 3, json: '{"user":{}}', person }]);
	audience.receivePresence(anna, [{ clientId: 1, clock: 4, json: '{}' }]);
	// Late news from there.
	audience.hearElsewhere('node', [{ id: 1, clock: 2, json: '{"user":{}}', person }]);
	audience.leave(anna);
	await clock.pass(100);
	ben.frames = [];
	audience.sendPresence(ben);
	expect(ben.frames).toEqual([{ kind: 'presence', entries: [] }]);
});
