// What nodes say to each other, over a bus in memory and by a clock that the test turns.
import { beforeEach, describe, expect, test } from 'vitest';
import { readFrame, type Frame } from '#lib/protocol/read-frame.ts';
import type { BoardGrant } from '#lib/server/grant.ts';
import { TestClock } from '../tests/support/test-clock.ts';
import { Audience, type Member } from './audience.ts';
import { ClientOwners } from './client-owners.ts';
import { syncLimits } from './limits.ts';
import { silentLog } from './log.ts';
import { Nodes, type SharedRoom } from './nodes.ts';
import type { Relay } from './relay.ts';
import { createSyncMetrics } from './sync-metrics.ts';

const boardId = 'board';
const minuteMs = 60_000;

/** Everybody hears everything, and what is said is counted. */
class Bus {
	sent: string[] = [];
	isAway = false;
	readonly #hearers = new Set<(message: string) => void>();

	relay(isCutOff: () => boolean): Relay {
		return {
			messageBytesMax: 8_000,
			start: async (hear) => void this.#hearers.add(hear),
			send: async (messages) => {
				if (this.isAway || isCutOff()) throw new Error('the bus is away');
				this.sent.push(...messages);
				for (const hear of this.#hearers) for (const message of messages) hear(message);
			},
			isReady: async () => !this.isAway,
			close: async () => {}
		};
	}
}

interface TestNode {
	nodes: Nodes;
	audience: Audience;
	polls: number;
	/** The board is open here. */
	isOpen: boolean;
	/** What it says reaches nobody. */
	isCutOff: boolean;
}

let clock: TestClock;
let bus: Bus;

beforeEach(() => {
	clock = new TestClock();
	bus = new Bus();
});

function startNode(name: string): TestNode {
	const metrics = createSyncMetrics();
	const common = { clock, limits: syncLimits, metrics };
	const audience = new Audience({
		...common,
		shownBefore: () => Uint8Array.of(0),
		catchUp: () => {},
		tellNodes: (entries) => nodes.moved(boardId, entries)
	});
	const room: SharedRoom = { boardId, ledger: { head: 1 }, owners: new ClientOwners(), audience };
	const heads = async () => {
		node.polls++;
		return new Map<string, number>();
	};
	const nodes = new Nodes({
		...common,
		nodeId: name,
		relay: bus.relay(() => node.isCutOff),
		store: { heads },
		log: silentLog,
		openRooms: () => (node.isOpen ? [room] : []),
		roomOf: (id) => (id === boardId && node.isOpen ? room : null),
		onHead: () => {}
	});
	const node: TestNode = { nodes, audience, polls: 0, isOpen: true, isCutOff: false };
	return node;
}

function enter({ audience }: TestNode, id: number): Member {
	const principal = { kind: 'user', id: `person ${id}`, name: `Person ${id}` } as const;
	const grant: BoardGrant = { boardId, role: 'editor', principal, sessionId: `${id}`, endsAt: new Date(0) };
	const member: Member = {
		grant,
		wantsSaved: false,
		unsentBytes: 0,
		send: () => {},
		sendShared: () => {},
		close: () => {},
		hold: () => {},
		release: () => {}
	};
	audience.enter(member);
	audience.receivePresence(member, [{ clientId: id, clock: 1, json: '{}' }]);
	return member;
}

function seenBy({ audience }: TestNode): number[] {
	const frames: Frame[] = [];
	const send = (bytes: Uint8Array) => void frames.push(readFrame(bytes));
	const onlooker = { send, unsentBytes: 0 } as unknown as Member;
	audience.sendPresence(onlooker);
	return frames.flatMap((frame) =>
		frame.kind === 'presence' ? frame.entries.map(({ clientId }) => clientId).toSorted() : []
	);
}

describe('at rest', () => {
	for (const count of [2, 3, 8]) {
		test(`NODE20 ${count} nodes with people on one board say at most one message a second in ten minutes`, async () => {
			const nodes = Array.from({ length: count }, (_, n) => startNode(`node ${n}`));
			for (const [n, node] of nodes.entries()) enter(node, n + 1);
			await clock.pass(minuteMs);
			bus.sent = [];
			await clock.pass(10 * minuteMs);
			expect(bus.sent.length).toBeGreaterThan(0);
			expect(bus.sent.length).toBeLessThanOrEqual(600);
			for (const { nodes: node } of nodes) expect(node.stats().otherNodes).toBe(count - 1);
		});
	}
});

describe('while the bus is away', () => {
	const awayMs = 20_000;

	test('NODE4 a node that cannot send looks at the ends of the logs every 2 s', async () => {
		const [a] = [startNode('a'), startNode('b')];
		await clock.pass(minuteMs);
		bus.isAway = true;
		a.polls = 0;
		await clock.pass(awayMs);
		expect(a.nodes.stats().busIsAway).toBe(1);
		expect(a.polls).toBeGreaterThanOrEqual(awayMs / syncLimits.nodeBeatMs - 3);
	});

	test('NODE4 a node looks at them as often while another one, that may only be cut off, is silent', async () => {
		const [a, b] = [startNode('a'), startNode('b')];
		await clock.pass(minuteMs);
		b.isCutOff = true;
		await clock.pass(4 * syncLimits.nodeBeatMs);
		a.polls = 0;
		await clock.pass(awayMs / 2);
		expect(a.nodes.stats()).toEqual({ otherNodes: 1, busIsAway: 0 });
		expect(a.polls).toBeGreaterThanOrEqual(awayMs / 2 / syncLimits.nodeBeatMs - 1);
	});

	test('NODE19 who came and went meanwhile is known everywhere soon after', async () => {
		const [a, b] = [startNode('a'), startNode('b')];
		const leaving = enter(a, 1);
		enter(b, 2);
		await clock.pass(minuteMs / 10);
		expect([seenBy(a), seenBy(b)]).toEqual([
			[1, 2],
			[1, 2]
		]);
		bus.isAway = true;
		await clock.pass(awayMs);
		a.audience.leave(leaving);
		enter(a, 3);
		enter(b, 4);
		await clock.pass(1_000);
		bus.isAway = false;
		await clock.pass(3 * syncLimits.nodeBeatMs + syncLimits.presenceDoubtMs);
		expect([a.nodes.stats().busIsAway, b.nodes.stats().busIsAway]).toEqual([0, 0]);
		expect([seenBy(a), seenBy(b)]).toEqual([
			[2, 3, 4],
			[2, 3, 4]
		]);
	});
});

test('NODE5 who is on a board elsewhere is known once it is open here', async () => {
	const [a, b] = [startNode('a'), startNode('b')];
	b.isOpen = false;
	enter(a, 1);
	await clock.pass(1_000);
	b.isOpen = true;
	b.nodes.opened(boardId);
	await clock.pass(1_000);
	expect(seenBy(b)).toEqual([1]);
});
