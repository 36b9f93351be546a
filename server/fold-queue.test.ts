// Folding boards in a worker thread: in which order, and what is left of it afterwards.
import type { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { schemaVersion } from '#lib/board/schema/version.ts';
import { systemAuthor, type Checkpoint, type StoredBoard, type StoredRow } from '#lib/server/board-store.ts';
import { systemClock, type Clock } from './clock.ts';
import { createFoldThread } from './fold-thread.ts';
import { createFoldQueue } from './fold-queue.ts';
import { syncLimits } from './limits.ts';

function docWith(title: string): Y.Doc {
	const doc = new Y.Doc();
	doc.getMap('board').set('title', title);
	return doc;
}

function boardWith(title: string, version = schemaVersion): StoredBoard {
	const doc = docWith(title);
	doc.getMap('board').set('schemaVersion', version);
	const data = Y.encodeStateAsUpdate(doc);
	return { head: 1, checkpoint: null, earlierRows: [], rows: [{ seq: 1, author: systemAuthor, data }] };
}

/** A store that says what it was asked; `load` answers when it is let. */
function recordingStore(load: (boardId: string) => Promise<StoredBoard | null>) {
	const asked: string[] = [];
	const written: Checkpoint[] = [];
	return {
		asked,
		written,
		load: (boardId: string) => {
			asked.push(`load ${boardId}`);
			return load(boardId);
		},
		checkpoint: (checkpoint: Checkpoint) => {
			asked.push(`checkpoint ${checkpoint.boardId}`);
			written.push(checkpoint);
			return Promise.resolve();
		}
	};
}

function placeWith(limits: Partial<typeof syncLimits> = {}, clock: Clock = systemClock) {
	return createFoldThread({ clock, limits: { ...syncLimits, ...limits } });
}

async function until(isTrue: () => boolean): Promise<void> {
	while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}

test('ROOM14 boards that ask together are folded one after the other', async () => {
	const store = recordingStore((boardId) => Promise.resolve(boardWith(boardId)));
	const queue = createFoldQueue({ store, clock: systemClock, ...syncLimits, place: placeWith() });
	const folds = ['a', 'b', 'c'].map((boardId) => queue.fold(boardId));
	expect(await Promise.all(folds)).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)]);
	expect(store.asked).toEqual(['a', 'b', 'c'].flatMap((id) => [`load ${id}`, `checkpoint ${id}`]));
	queue.close();
});

test('ROOM14 where another process folded the board, its checkpoint tells the size', async () => {
	const { rows } = boardWith('Sebha');
	const [{ seq, data }] = rows as [StoredRow];
	const checkpoint = { seq, data, stateVector: new Uint8Array(), schemaVersion, owners: [] };
	const store = recordingStore(() => Promise.resolve({ head: seq, checkpoint, earlierRows: [], rows: [] }));
	const queue = createFoldQueue({ store, clock: systemClock, ...syncLimits, place: placeWith() });
	expect(await queue.fold('a')).toBe(data.length);
	expect(store.asked).toEqual(['load a']);
	queue.close();
});

test.each([-1, 0, 1])(
	'NODE17 a checkpoint says of which schema the document is, not the process (%i from its own)',
	async (step) => {
		const store = recordingStore(() => Promise.resolve(boardWith('Sebha', schemaVersion + step)));
		const queue = createFoldQueue({ store, clock: systemClock, ...syncLimits, place: placeWith() });
		await queue.fold('a');
		expect(store.written.map((checkpoint) => checkpoint.schemaVersion)).toEqual([schemaVersion + step]);
		queue.close();
	}
);

test('ROOM14 a fold that takes too long is given up, and the next one has its turn', async () => {
	const store = recordingStore((boardId) =>
		boardId === 'stuck' ? new Promise(() => {}) : Promise.resolve(boardWith(boardId))
	);
	let giveUp: () => void = () => {};
	const clock = {
		...systemClock,
		after: (ms: number, call: () => void) => {
			if (ms === syncLimits.foldMaxMs) giveUp = call;
			return () => {};
		}
	};
	const queue = createFoldQueue({ store, clock, ...syncLimits, place: placeWith() });
	const stuck = queue.fold('stuck');
	const next = queue.fold('next');
	await until(() => store.asked.length > 0);
	giveUp();
	await expect(stuck).rejects.toThrow('too long');
	expect(await next).toBeGreaterThan(0);
	queue.close();
});

test('ROOM14 a worker with nothing to do ends, and the next fold starts another', async () => {
	let [begun, ended] = [0, 0];
	const watch = (worker: Worker) => {
		begun++;
		worker.on('exit', () => ended++);
	};
	process.on('worker', watch);
	onTestFinished(() => void process.off('worker', watch));
	const store = recordingStore((boardId) => Promise.resolve(boardWith(boardId)));
	const queue = createFoldQueue({
		store,
		clock: systemClock,
		...syncLimits,
		place: placeWith({ foldWorkerIdleMs: 1 })
	});
	expect(await queue.fold('a')).toBeGreaterThan(0);
	await until(() => ended === 1);
	expect(await queue.fold('b')).toBeGreaterThan(0);
	expect(begun).toBe(2);
	queue.close();
});

test('ROOM14 a worker that folded a large board waits less long for the next, for what it used stays its own until it ends', async () => {
	const waits: number[] = [];
	const clock = { ...systemClock, after: (ms: number) => (waits.push(ms), () => {}) };
	const { foldWorkerIdleMs, foldWorkerIdleLargeMs, foldWorkerLargeBytes } = syncLimits;
	const place = placeWith({}, clock);
	const large = Y.encodeStateAsUpdate(docWith('x'.repeat(foldWorkerLargeBytes)));
	for (const data of [Y.encodeStateAsUpdate(docWith('x')), large, Y.encodeStateAsUpdate(docWith('x'))])
		await place.fold({ parts: [data], rows: [] });
	place.giveUp(new Error('a new one'));
	await place.fold({ parts: [], rows: [] });
	place.giveUp(new Error('the end'));
	expect(waits).toEqual([foldWorkerIdleMs, foldWorkerIdleLargeMs, foldWorkerIdleLargeMs, foldWorkerIdleMs]);
});

test('ROOM14 what waits for its turn when the server stops is left as it is', async () => {
	let letGo: (board: StoredBoard | null) => void = () => {};
	const store = recordingStore(() => new Promise((resolve) => (letGo = resolve)));
	const queue = createFoldQueue({ store, clock: systemClock, ...syncLimits, place: placeWith() });
	const first = queue.fold('a');
	const second = queue.fold('b');
	await until(() => store.asked.length > 0);
	queue.close();
	letGo(null);
	expect(await Promise.all([first, second])).toEqual([null, null]);
	expect(store.asked).toEqual(['load a']);
});
