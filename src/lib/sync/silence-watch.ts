// Gives up a socket on which nothing comes any more, and one that does not open: a network that drops what is sent tells nobody. It
// begins the connection anew and leaves everything else to the provider.
import type { WebsocketProvider } from 'y-websocket';

export interface SilenceLimits {
	/** Of a socket in sync. The server sends something at least every 12 s. */
	silenceMaxMs: number;
	/** Of a socket that waits for the first answer: it comes in one piece, which takes a slow line long. */
	firstAnswerMaxMs: number;
	openMaxMs: number;
	checkMs: number;
}

/** Together with a check they stay below 30 s; after 64 kbit/s × 120 s a board of 960 KB is there. */
export const silenceLimits: SilenceLimits = {
	silenceMaxMs: 26_000,
	firstAnswerMaxMs: 120_000,
	openMaxMs: 15_000,
	checkMs: 1_000
};

/** For as long as the provider lives. */
export function watchSilence(provider: WebsocketProvider, given: Partial<SilenceLimits> = {}): void {
	const limits = { ...silenceLimits, ...given };
	let openingAt = Date.now();
	let heardAt = Date.now();
	/** What was written over the time of the last message. */
	let written = 0;
	provider.on('status', ({ status }) => {
		if (status === 'connecting') openingAt = Date.now();
	});

	function check(): void {
		const now = Date.now();
		if (provider.wsconnecting && now - openingAt > limits.openMaxMs) return beginAnew(provider);
		if (!provider.wsconnected) return;
		if (provider.wsLastMessageReceived !== written) heardAt = provider.wsLastMessageReceived;
		heardAt = Math.min(heardAt, now);
		const silenceMaxMs = provider.synced ? limits.silenceMaxMs : limits.firstAnswerMaxMs;
		if (now - heardAt > silenceMaxMs) return beginAnew(provider);
		// The provider's own limit knows no slow line. No message comes at half a millisecond.
		written = now + 0.5;
		provider.wsLastMessageReceived = written;
	}

	const timer = setInterval(check, limits.checkMs);
	const destroy = provider.destroy.bind(provider);
	provider.destroy = () => {
		clearInterval(timer);
		destroy();
	};
}

function beginAnew(provider: WebsocketProvider): void {
	provider.disconnect();
	provider.connect();
}
