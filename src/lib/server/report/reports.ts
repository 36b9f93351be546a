// Makes reports of stored boards: one at a time, a bounded number waiting, requests for the same board that have not begun share one.
import { isId } from '#lib/board/id.ts';
import { m } from '#lib/messages/index.ts';
import { reportFileName } from '#lib/report/file-name.ts';
import type { Snapshots } from '../snapshots.ts';
import { createTypesetter } from './typesetter.ts';

/** A report that takes longer is given up. */
export const reportLimitMs = 30_000;
/** Reports in the making and waiting. */
export const reportsMax = 8;

export type ReportRefusal = 'not-found' | 'busy' | 'too-slow' | 'newer-board' | 'damaged' | 'failed';

export type ReportResult =
	| { ok: true; pdf: Uint8Array; fileName: string; pages: number }
	/** `message` is for people. */
	| { ok: false; reason: ReportRefusal; message: string };

interface ReportLog {
	info(event: string, fields?: Record<string, string | number | boolean>): void;
	warn(event: string, fields?: Record<string, string | number | boolean>): void;
	error(event: string, fields?: Record<string, string | number | boolean>): void;
}

export interface ReportParts {
	readonly snapshots: Pick<Snapshots, 'read'>;
	readonly log?: ReportLog;
	/** Only tests shorten it. */
	readonly limitMs?: number;
	readonly now?: () => Date;
}

export type Reports = ReturnType<typeof createReports>;

export function createReports({
	snapshots,
	log,
	limitMs = reportLimitMs,
	now = () => new Date()
}: ReportParts) {
	const typesetter = createTypesetter(limitMs);
	/** Requests that have not begun; the board is read when they do, so who joins misses nothing. */
	const waiting = new Map<string, Promise<ReportResult>>();
	let last: Promise<unknown> = Promise.resolve();
	let count = 0;

	function refuse(reason: ReportRefusal): ReportResult {
		const text = m.report.refused[reason];
		return { ok: false, reason, message: typeof text === 'string' ? text : text(limitMs / 1_000) };
	}

	async function make(boardId: string): Promise<ReportResult> {
		const read = await snapshots.read(boardId);
		if (!read.ok) {
			if (read.reason !== 'not-found') log?.error('report-not-read', { boardId, problem: read.problem });
			return refuse(read.reason);
		}
		const asOf = now();
		const startedAt = performance.now();
		const outcome = await typesetter.run({ board: read.snapshot, asOf: asOf.getTime() });
		const ms = Math.round(performance.now() - startedAt);
		if (outcome.kind === 'too-slow') {
			log?.warn('report-too-slow', { boardId, ms });
			return refuse('too-slow');
		}
		if (outcome.kind === 'failed') {
			log?.error('report-failed', { boardId, ms, problem: outcome.problem });
			return refuse('failed');
		}
		const { pdf, pages, isAccessible, basemapProblem } = outcome.answer;
		if (basemapProblem) log?.error('report-without-basemap', { boardId, problem: basemapProblem });
		log?.info('report-made', { boardId, ms, pages, bytes: pdf.byteLength, pdfUa: isAccessible });
		return { ok: true, pdf, pages, fileName: reportFileName(read.snapshot.board.title, asOf) };
	}

	async function makeSafely(boardId: string): Promise<ReportResult> {
		try {
			return await make(boardId);
		} catch (error) {
			log?.error('report-failed', { boardId, problem: String(error) });
			return refuse('failed');
		}
	}

	return {
		/** The board as it is when its turn comes. */
		async typesetBoard(boardId: string): Promise<ReportResult> {
			if (!isId(boardId)) return refuse('not-found');
			const joined = waiting.get(boardId);
			if (joined) return joined;
			if (count >= reportsMax) return refuse('busy');
			count += 1;
			const mine = last
				.then(() => {
					waiting.delete(boardId);
					return makeSafely(boardId);
				})
				.finally(() => {
					count -= 1;
				});
			waiting.set(boardId, mine);
			last = mine;
			return mine;
		},

		/** Ends what is running; for the end of the process. */
		stop: (): void => typesetter.stop()
	};
}
