// Asks the server whether this page may still be here. A refused WebSocket does not tell a browser why, a page does.

export type Access = 'ok' | 'signed-out' | 'gone' | 'link-ended' | 'no-answer';

const answerMaxMs = 5_000;

export async function checkAccess(boardId: string): Promise<Access> {
	try {
		const response = await fetch(`/boards/${boardId}`, {
			method: 'HEAD',
			redirect: 'manual',
			cache: 'no-store',
			signal: AbortSignal.timeout(answerMaxMs)
		});
		// The only place this page is redirected to is the sign-in.
		if (response.type === 'opaqueredirect') return 'signed-out';
		if (response.status === 404) return 'gone';
		if (response.status === 410) return 'link-ended';
		return response.ok ? 'ok' : 'no-answer';
	} catch (error) {
		if (error instanceof TypeError || error instanceof DOMException) return 'no-answer';
		throw error;
	}
}
