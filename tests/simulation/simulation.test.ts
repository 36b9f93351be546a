// The server's core, the browser's end and Yjs, all real, in a world of simulated time, network and storage. Every seed is one
// life; `npm run sim -- --seed N --trace` plays one again.
import './virtual-time.ts';
import { expect, test } from 'vitest';
import { bugs } from './bugs.ts';
import { simulate } from './simulate.ts';

const seeds = Number(process.env.SANDTABLE_SIM_SEEDS ?? 300);
const firstSeed = Number(process.env.SANDTABLE_SIM_SEED ?? Math.floor(Math.random() * 2 ** 30));
/** Seeds that found something once. */
const remembered = [25, 90, 604, 912, 1367, 1433, 1837];
const seedsPerBug = 60;

async function failures(from: number, count: number): Promise<string[]> {
	const found: string[] = [];
	for (let seed = from; seed < from + count; seed++) {
		const { violations } = await simulate(seed);
		if (violations.length > 0) found.push(`seed ${seed}: ${violations.join('; ')}`);
	}
	return found;
}

test(
	`SIM1 nothing that was promised is broken in ${seeds} lives from seed ${firstSeed}`,
	{ timeout: 600_000 },
	async () => {
		expect(await failures(firstSeed, seeds)).toEqual([]);
	}
);

test('SIM1 nor in those that found something once', { timeout: 60_000 }, async () => {
	for (const seed of remembered) expect(await failures(seed, 1)).toEqual([]);
});

test('SIM2 the same seed is the same life', async () => {
	const [first, second] = [await simulate(7), await simulate(7)];
	expect(second).toEqual(first);
	expect((await simulate(8)).fingerprint).not.toBe(first.fingerprint);
});

test.each(bugs)('SIM3 a server that $name is found out', { timeout: 120_000 }, async (bug) => {
	let seed = 1;
	while (seed <= seedsPerBug && (await simulate(seed, { bug })).violations.length === 0) seed++;
	expect(seed, 'seeds until it is found').toBeLessThanOrEqual(seedsPerBug);
});
