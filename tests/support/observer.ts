// A stock y-websocket client with an API token, nothing of ours: what it sees is what the server stored and sent.
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { readSnapshot, type BoardSnapshot } from '#lib/board/snapshot.ts';
import type { ServerProcess } from './process.ts';

export interface Observer {
	readonly doc: Y.Doc;
	snapshot(): BoardSnapshot;
	close(): void;
}

/** Resolves once the board has arrived. */
export function observe(server: ServerProcess, boardId: string, token: string): Promise<Observer> {
	class AuthorizedSocket extends WebSocket {
		constructor(url: string | URL, protocols?: string | string[]) {
			super(url, protocols, { headers: { Authorization: `Bearer ${token}` } });
		}
	}
	const doc = new Y.Doc();
	const provider = new WebsocketProvider(`${server.origin.replace(/^http/, 'ws')}/sync`, boardId, doc, {
		WebSocketPolyfill: AuthorizedSocket as unknown as typeof globalThis.WebSocket,
		disableBc: true
	});
	return new Promise((resolve) => {
		provider.once('sync', () =>
			resolve({
				doc,
				snapshot: () => readSnapshot(doc),
				close: () => {
					provider.destroy();
					doc.destroy();
				}
			})
		);
	});
}
