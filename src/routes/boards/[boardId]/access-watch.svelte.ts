// While the server cannot be reached, finds out whether that is the network or the right to be here; and after each return tells the
// page to read its rights again.
import { checkAccess, type Access } from './check-access.ts';
import type { OpenBoard } from './open-board.svelte.ts';

type Ended = Exclude<Access, 'ok' | 'no-answer'>;

const askEveryMs = 5_000;

export class AccessWatch {
	/** Why this page may no longer be here; null while it may, or while nobody knows. */
	ended = $state<Ended | null>(null);

	/** To be called while a component is set up. */
	constructor(boardId: string, board: OpenBoard, onreturn: () => void) {
		const apart = $derived(
			board.status.kind === 'offline' ||
				(board.status.kind === 'read-only' && !board.status.isConnected && !board.status.isDenied)
		);
		let wasApart = false;
		$effect(() => {
			if (!apart) {
				this.ended = null;
				if (wasApart) onreturn();
				wasApart = false;
				return;
			}
			wasApart = true;
			const ask = async (): Promise<void> => {
				const access = await checkAccess(boardId);
				this.ended = access === 'ok' || access === 'no-answer' ? null : access;
			};
			const timer = setInterval(() => void ask(), askEveryMs);
			return () => clearInterval(timer);
		});
	}
}
