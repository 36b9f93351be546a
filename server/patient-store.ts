// The store as the rooms ask it: a question that the database does not answer in time has failed. Without that, one connection
// that went silent would hold up for ever whoever waits for it. Appends are not here: the journal tries them again by itself.
import type { BoardStore } from '#lib/server/board-store.ts';
import { withDeadline, type Clock } from './clock.ts';
import type { SyncLimits } from './limits.ts';

export function patientStore(
	store: BoardStore,
	clock: Clock,
	{ questionMaxMs, loadMaxMs }: Pick<SyncLimits, 'questionMaxMs' | 'loadMaxMs'>
): BoardStore {
	const inTime = <T>(answer: Promise<T>, ms = questionMaxMs) =>
		withDeadline(clock, answer, ms, 'the database does not answer');
	return {
		append: (appends, options) => store.append(appends, options),
		load: (boardId) => inTime(store.load(boardId), loadMaxMs),
		rowsAfter: (boardId, seq) => inTime(store.rowsAfter(boardId, seq)),
		heads: (boardIds) => inTime(store.heads(boardIds)),
		listTitle: (boardId, head, title) => inTime(store.listTitle(boardId, head, title)),
		alone: (boardId, work) => store.alone(boardId, work),
		checkpoint: (checkpoint) => inTime(store.checkpoint(checkpoint)),
		close: () => store.close()
	};
}
