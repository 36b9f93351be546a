// Why this page may no longer be on its board, from what the connection and the pages say. Reactive where it is read so.
import type { AccessWatch } from './access-watch.svelte.ts';
import type { OpenBoard } from './open-board.svelte.ts';

/** Null while the page may stay, or while nobody knows. */
export function endedReason(board: OpenBoard, access: AccessWatch, isDisplay: boolean) {
	const ended = board.status.kind === 'ended' ? board.status.reason : null;
	const isShut = ended === 'session-ended' || ended === 'right-taken';
	if (isDisplay && (isShut || access.ended)) return 'link-ended' as const;
	if (ended) return ended;
	if (access.ended === 'signed-out') return 'session-ended' as const;
	return access.ended === null ? null : ('board-gone' as const);
}
