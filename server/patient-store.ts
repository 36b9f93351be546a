// The store as the rooms ask it: a question that the database does not answer in time has failed. Appends are not here: the
// journal tries them again by itself, on a connection of its own.
import type { BoardStore } from '#lib/server/board-store.ts';
import { answerWithin, type Patience } from './patience.ts';

export function patientStore(store: BoardStore, patience: Patience): BoardStore {
	const { questionMaxMs, loadMaxMs } = patience.limits;
	const inTime = <T>(answer: Promise<T>, ms = questionMaxMs) => answerWithin(patience, ms, answer);

	return {
		append: (appends, options) => store.append(appends, options),
		load: (boardId) => inTime(store.load(boardId), loadMaxMs),
		rowsAfter: (boardId, seq) => inTime(store.rowsAfter(boardId, seq)),
		heads: (boardIds) => inTime(store.heads(boardIds)),
		listTitle: (boardId, head, title) => inTime(store.listTitle(boardId, head, title)),
		// What is done alone takes its own time; getting there takes no longer than a load.
		alone: (boardId, work) => store.alone(boardId, work, (locked) => inTime(locked, loadMaxMs)),
		// As many bytes as the load of it will have.
		checkpoint: (checkpoint) => inTime(store.checkpoint(checkpoint), loadMaxMs),
		close: () => store.close()
	};
}
