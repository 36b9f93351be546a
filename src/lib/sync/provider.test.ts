// When a provider comes back, by y-websocket's own clockwork.
import { afterEach, expect, test, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { createProvider } from './provider.ts';

/** A server that is not there: each socket says so in the same moment. */
class RefusedSocket {
	onclose: ((event: { code: number; reason: string }) => void) | null = null;
	readonly readyState = 3;

	constructor() {
		dialled.push(Date.now());
		setTimeout(() => this.onclose?.({ code: 1006, reason: '' }), 0);
	}

	close(): void {
		this.onclose = null;
	}
}

let dialled: number[] = [];

afterEach(() => void vi.useRealTimers());

/** How long it waits before each further attempt. */
async function waits(attempts: number): Promise<number[]> {
	dialled = [];
	const doc = new Y.Doc();
	const awareness = new Awareness(doc);
	const provider = createProvider({
		url: 'ws://nowhere',
		boardId: 'board',
		doc,
		awareness,
		webSocket: RefusedSocket as unknown as typeof WebSocket,
		onHandedOver: () => undefined,
		onAcknowledged: () => undefined,
		onStorage: () => undefined,
		onDenied: () => undefined
	});
	provider.connect();
	while (dialled.length <= attempts) await vi.advanceTimersToNextTimerAsync();
	provider.destroy();
	awareness.destroy();
	return dialled.slice(1).map((at, nth) => at - (dialled[nth] as number));
}

test('SAVE21 pages come back at uneven times from the first attempt on, and keep trying every few seconds', async () => {
	vi.useFakeTimers();
	const pages = [];
	for (let page = 0; page < 100; page++) pages.push(await waits(8));
	const evenMs = [200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000];
	for (const [nth, ms] of evenMs.entries()) {
		const waited = pages.map((page) => page[nth] as number);
		// In whole milliseconds, of which half of the time has a hundred at least.
		expect(new Set(waited).size, `attempt ${nth + 1}`).toBeGreaterThan(30);
		expect(Math.min(...waited)).toBeGreaterThanOrEqual(ms / 2 - 1);
		expect(Math.max(...waited)).toBeLessThanOrEqual(ms + 1);
	}
});
