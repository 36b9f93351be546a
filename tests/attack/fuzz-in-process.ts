// Feeds mutated frames to a server's core on sockets in memory and reports what a broken one would show.
import '../simulation/virtual-time.ts';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as Y from 'yjs';
import { newBoardUpdate } from '#lib/board/new-board.ts';
import type { BoardRole } from '#lib/server/grant.ts';
import type { Log } from '../../server/log.ts';
import { createRooms, type Rooms } from '../../server/rooms.ts';
import { Disk } from '../simulation/disk.ts';
import { DiskStore } from '../simulation/disk-store.ts';
import { ClientSocket, Link } from '../simulation/network.ts';
import { VirtualTime } from '../simulation/virtual-time.ts';
import { mutatedFrame, recordedFrames } from '../support/fuzz-frames.ts';
import { randomFrom, type Random } from '../support/recorded-session.ts';
import { threadCpuMs } from './stall-meter.ts';

export interface FuzzReport {
	frames: number;
	/** Errors that the server did not expect, and what was thrown past it. */
	surprises: string[];
	/** Processor time that the longest frame took. */
	slowestMs: number;
	/** Sockets that were closed for what they sent. */
	closes: number;
	updatesTaken: number;
	heapGrowthMiB: number;
	/** Rows of boards that do not load again, or load differently. */
	damagedBoards: number;
}

const framesPerBoard = 2_000;
const framesPerBreath = 40;
const unhurried = {
	framesPerSecond: 1e9,
	framesBurst: 1e9,
	bytesPerSecond: 1e12,
	bytesBurst: 1e12,
	statesPerSecond: 1e9,
	statesBurst: 1e9
};

export function fuzzInProcess(seed: number, frames: number): Promise<FuzzReport> {
	const random = randomFrom(seed);
	const time = new VirtualTime(random);
	return time.run(async () => {
		const report: FuzzReport = {
			frames: 0,
			surprises: [],
			slowestMs: 0,
			closes: 0,
			updatesTaken: 0,
			heapGrowthMiB: 0,
			damagedBoards: 0
		};
		let heapAfterFirst = 0;
		while (report.frames < frames) {
			await fuzzBoard(report, time, random);
			if (heapAfterFirst === 0) heapAfterFirst = heapMiB();
		}
		report.heapGrowthMiB = heapMiB() - heapAfterFirst;
		return report;
	});
}

async function fuzzBoard(report: FuzzReport, time: VirtualTime, random: Random): Promise<void> {
	const disk = new Disk(time, random);
	const boardId = 'fuzzed'.padEnd(22, 'x');
	disk.create(boardId, newBoardUpdate('Fuzzed'));
	const error = (event: string, fields?: object) =>
		void report.surprises.push(`${event} ${JSON.stringify(fields)}`);
	const log: Log = { info: () => {}, warn: () => {}, error };
	const store = new DiskStore(disk, { isAlive: () => true, reach: () => 'well' });
	const rooms = createRooms({
		database: { sql: { listen: async () => ({ unlisten: async () => {} }) } } as never,
		access: { authorizeSync: async () => ({ ok: false, status: 401 }), recheck: async (grant) => grant },
		acceptedOrigins: new Set(),
		log,
		store,
		clock: time.clockFor(),
		limits: unhurried
	});
	const recorded = recordedFrames(random);
	let link: Link | null = null;
	for (let n = 0; n < framesPerBoard; n++) {
		if (link === null || link.server.readyState !== 1) {
			if (link !== null) report.closes++;
			link = connect(rooms, time, boardId, random() < 0.8 ? 'editor' : 'viewer', n);
			await time.pass(20);
		}
		const frame = mutatedFrame(recorded, random);
		const startedAt = threadCpuMs();
		try {
			link.server.arrived(frame);
		} catch (thrown) {
			report.surprises.push(`thrown: ${String(thrown)}`);
		}
		report.slowestMs = Math.max(report.slowestMs, threadCpuMs() - startedAt);
		report.frames++;
		if (n % framesPerBreath === 0) await time.pass(20);
	}
	await time.pass(5_000);
	report.updatesTaken += Number(rooms.stats().updatesTotal);
	await rooms.edit(boardId, { kind: 'system', id: null }, (doc) => {
		// The board in memory and the board in storage are one.
		const stored = Y.encodeStateVector(disk.docOf(boardId));
		if (Buffer.compare(sortedVector(stored), sortedVector(Y.encodeStateVector(doc))) !== 0)
			report.damagedBoards++;
		if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) report.damagedBoards++;
	});
	report.surprises.push(...disk.problems.filter((problem) => !problem.includes('twice')));
	await time.pass(100);
	await rooms.drain();
}

function sortedVector(vector: Uint8Array): Buffer {
	const entries = [...Y.decodeStateVector(vector)].toSorted(([a], [b]) => a - b);
	return Buffer.from(JSON.stringify(entries));
}

function connect(rooms: Rooms, time: VirtualTime, boardId: string, role: BoardRole, nth: number): Link {
	const link = new Link(time, new ClientSocket());
	const id = `${role} ${nth % 3}`;
	const grant = {
		boardId,
		role,
		principal: { kind: 'user' as const, id, name: id },
		sessionId: id,
		endsAt: new Date(Date.now() + 3_600_000)
	};
	rooms.takeIn(link.server as never, grant, true);
	return link;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is still held. */
function heapMiB(): number {
	collectGarbage();
	return process.memoryUsage().heapUsed / 2 ** 20;
}
