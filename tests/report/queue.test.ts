// How reports wait for one another, and what becomes of those that cannot be made.
import { beforeAll, expect, test } from 'vitest';
import { newId } from '#lib/board/id.ts';
import { createReports, reportsMax } from '#lib/server/report/reports.ts';
import type { Snapshots } from '#lib/server/snapshots.ts';
import { createReportWorld, fullBoard, type ReportWorld } from './boards.ts';

let world: ReportWorld;
let boardId: string;

beforeAll(async () => {
	world = await createReportWorld();
	boardId = await world.store(fullBoard);
});

/** Reads as ever, and counts. */
function countedReads(): Pick<Snapshots, 'read'> & { reads: string[] } {
	const reads: string[] = [];
	return {
		reads,
		read(id) {
			reads.push(id);
			return world.services.snapshots.read(id);
		}
	};
}

test('REP11 requests that have not begun share one report, the board is read once for them', async () => {
	const snapshots = countedReads();
	const reports = createReports({ snapshots });
	const [first, second] = await Promise.all([reports.typesetBoard(boardId), reports.typesetBoard(boardId)]);
	expect(snapshots.reads).toEqual([boardId]);
	expect(first).toBe(second);
	expect(first?.ok).toBe(true);
});

test('REP11 a report that is too slow is ended and says so, and the next one is made', async () => {
	const hasty = createReports({ snapshots: world.services.snapshots, limitMs: 1 });
	expect(await hasty.typesetBoard(boardId)).toMatchObject({ ok: false, reason: 'too-slow' });
	expect(await world.services.reports.typesetBoard(boardId)).toMatchObject({ ok: true });
});

test('REP11 the queue is bounded', async () => {
	const gate = Promise.withResolvers<void>();
	const reports = createReports({
		snapshots: {
			async read() {
				await gate.promise;
				return { ok: false, reason: 'not-found' };
			}
		}
	});
	const asked = Array.from({ length: reportsMax + 3 }, () => reports.typesetBoard(newId()));
	gate.resolve();
	const reasons = (await Promise.all(asked)).map((result) => (result.ok ? 'ok' : result.reason));
	expect(reasons.filter((reason) => reason === 'busy')).toHaveLength(3);
	expect(await reports.typesetBoard(newId())).toMatchObject({ reason: 'not-found' });
});

test('REP11 stopping ends what is running', async () => {
	const reports = createReports({ snapshots: world.services.snapshots });
	const asked = reports.typesetBoard(boardId);
	const stopping = setInterval(() => reports.stop(), 5);
	expect(await asked).toMatchObject({ ok: false, reason: 'failed' });
	clearInterval(stopping);
});

test('REP11 an unknown board, and storage that is away, are answers', async () => {
	expect(await world.services.reports.typesetBoard(newId())).toMatchObject({
		ok: false,
		reason: 'not-found'
	});
	expect(await world.services.reports.typesetBoard('../etc')).toMatchObject({
		ok: false,
		reason: 'not-found'
	});
	const away = createReports({ snapshots: { read: () => Promise.reject(new Error('no database')) } });
	expect(await away.typesetBoard(boardId)).toMatchObject({ ok: false, reason: 'failed' });
});
