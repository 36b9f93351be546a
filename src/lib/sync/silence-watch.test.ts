// The limits of silence against those of the server: what a person may rely on without waiting for it.
import { expect, test } from 'vitest';
import { heartbeatIntervalMs } from '#lib/protocol/limits.ts';
import { silenceLimits } from './silence-watch.ts';

const noticedMaxMs = 30_000;

test('FAULT25 a dead line is noticed within 30 s, and one lost heartbeat is no dead line', () => {
	const { silenceMaxMs, checkMs } = silenceLimits;
	expect(silenceMaxMs + checkMs).toBeLessThanOrEqual(noticedMaxMs);
	expect(silenceMaxMs).toBeGreaterThan(2 * heartbeatIntervalMs);
});
