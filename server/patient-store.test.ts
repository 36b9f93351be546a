// Questions to a database that went silent, by a clock that the test turns.
import { expect, test } from 'vitest';
import type { BoardStore } from '#lib/server/board-store.ts';
import { TestClock } from '../tests/support/test-clock.ts';
import { patientStore } from './patient-store.ts';

const never = () => new Promise<never>(() => {});
const limits = { questionMaxMs: 10_000, loadMaxMs: 30_000 };

test('STORE7 a question that is never answered has failed after its time', async () => {
	const clock = new TestClock();
	const alone = (_boardId: string, _work: unknown, within: (locked: Promise<void>) => Promise<void>) =>
		within(never());
	const silent = { load: never, rowsAfter: never, heads: never, listTitle: never, checkpoint: never, alone };
	const store = patientStore(silent as unknown as BoardStore, {
		clock,
		limits,
		onSilence: () => silences++
	});
	let silences = 0;
	const failed: string[] = [];
	const ask = (name: string, answer: Promise<unknown>) =>
		void answer.catch((error: unknown) => failed.push(`${name}: ${(error as Error).message}`));
	ask('rows', store.rowsAfter('b', 1));
	ask('heads', store.heads(['b']));
	ask('title', store.listTitle('b', 1, 't'));
	ask('checkpoint', store.checkpoint({} as never));
	ask('load', store.load('b'));
	ask('alone', store.alone('b', never));
	await clock.pass(limits.questionMaxMs - 1);
	expect(failed).toEqual([]);
	await clock.pass(1);
	const inVain = (...names: string[]) => names.map((name) => `${name}: the database does not answer`);
	expect(failed).toEqual(inVain('rows', 'heads', 'title'));
	await clock.pass(limits.loadMaxMs - limits.questionMaxMs - 1);
	expect(failed).toHaveLength(3);
	await clock.pass(1);
	expect(failed.slice(3)).toEqual(inVain('checkpoint', 'load', 'alone'));
	expect(silences, 'told to who looks after the connections').toBe(6);
});

test('STORE7 an answer in time is the answer', async () => {
	const rows = [{ seq: 2, author: { kind: 'system', id: null }, data: Uint8Array.of(0, 0) }];
	const real = { rowsAfter: async () => rows } as unknown as BoardStore;
	expect(await patientStore(real, { clock: new TestClock(), limits }).rowsAfter('b', 1)).toBe(rows);
});
