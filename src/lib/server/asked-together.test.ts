// Questions that share a query.
import { expect, onTestFinished, test, vi } from 'vitest';
import { askedTogether, keysPerQueryMax } from './asked-together.ts';

test('ACC25 questions of the same moment are one query, each key once', async () => {
	const queries: (readonly string[])[] = [];
	const ask = askedTogether(async (keys) => {
		queries.push(keys);
		return new Map(keys.filter((key) => key !== 'unknown').map((key) => [key, key.toUpperCase()]));
	});
	expect(await Promise.all([ask('a'), ask('b'), ask('a'), ask('unknown')])).toEqual([
		'A',
		'B',
		'A',
		undefined
	]);
	expect(await ask('a')).toBe('A');
	expect(queries).toEqual([['a', 'b', 'unknown'], ['a']]);
});

test('ACC25 questions that follow a query closely share the next one', async () => {
	vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'setImmediate'] });
	onTestFinished(() => void vi.useRealTimers());
	const queries: (readonly string[])[] = [];
	const ask = askedTogether(async (keys) => {
		queries.push(keys);
		return new Map(keys.map((key) => [key, key]));
	});
	const answers = [ask('a')];
	await vi.advanceTimersByTimeAsync(1);
	answers.push(ask('b'));
	await vi.advanceTimersByTimeAsync(5);
	answers.push(ask('c'));
	expect(queries).toEqual([['a']]);
	await vi.advanceTimersByTimeAsync(5);
	expect(queries).toEqual([['a'], ['b', 'c']]);
	expect(await Promise.all(answers)).toEqual(['a', 'b', 'c']);
	await vi.advanceTimersByTimeAsync(100);
	answers.push(ask('d'));
	await vi.advanceTimersByTimeAsync(0);
	expect(queries).toHaveLength(3);
});

test('ACC25 a question that comes while a query is under way is asked anew', async () => {
	let role = 'owner';
	let release = () => {};
	const held = new Promise<void>((resolve) => (release = resolve));
	const ask = askedTogether(async (keys) => {
		const now = role;
		await held;
		return new Map(keys.map((key) => [key, now]));
	});
	const before = ask('a');
	await new Promise((resolve) => setImmediate(resolve));
	role = 'viewer';
	const after = ask('a');
	release();
	expect(await Promise.all([before, after])).toEqual(['owner', 'viewer']);
});

test('ACC25 a query that fails fails for those who asked, and only for them; large ones are divided', async () => {
	const sizes: number[] = [];
	const ask = askedTogether(async (keys) => {
		sizes.push(keys.length);
		if (keys.includes('bad')) throw new Error('away');
		return new Map(keys.map((key) => [key, 1]));
	});
	await expect(Promise.all([ask('bad'), ask('b')])).rejects.toThrow('away');
	expect(await ask('b')).toBe(1);
	await Promise.all(Array.from({ length: keysPerQueryMax + 1 }, (_, n) => ask(`k${n}`)));
	expect(sizes).toEqual([2, 1, keysPerQueryMax, 1]);
});
