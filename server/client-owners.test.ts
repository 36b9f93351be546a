// Whose a client id is.
import { expect, test } from 'vitest';
import { systemAuthor } from '#lib/server/board-store.ts';
import { ClientOwners } from './client-owners.ts';

const anna = { kind: 'user', id: 'anna' } as const;
const ben = { kind: 'user', id: 'ben' } as const;

test('WIRE14 an id belongs to whoever wrote under it first, and to nobody else', () => {
	const owners = new ClientOwners();
	expect(owners.mayExtend(1, 'anna', false)).toBe(true);
	owners.note(anna, [1]);
	owners.note(ben, [1, 2]);
	owners.note(systemAuthor, [3]);
	expect([1, 2, 3].map((client) => owners.mayExtend(client, 'anna', true))).toEqual([true, false, false]);
	expect([1, 2, 3].map((client) => owners.mayExtend(client, 'ben', true))).toEqual([false, true, false]);
});

test('WIRE14 an id on the board whose writer is unknown is nobody’s', () => {
	expect(new ClientOwners().mayExtend(9, 'anna', true)).toBe(false);
});

test('WIRE14 who is present under a fresh id has it, until somebody is known to have written under it', () => {
	const owners = new ClientOwners();
	owners.announce(5, 'ben');
	owners.announce(5, 'mallory');
	expect(owners.mayExtend(5, 'mallory', false)).toBe(false);
	expect(owners.mayExtend(5, 'ben', false)).toBe(true);
	owners.note(ben, [5]);
	owners.announce(5, 'mallory');
	expect(owners.mayExtend(5, 'mallory', true)).toBe(false);
	owners.announce(6, 'mallory');
	for (let client = 100; client < 10_100; client++) owners.announce(client, 'crowd');
	expect(owners.mayExtend(6, 'ben', false), 'the number of announced ids is bounded').toBe(true);
});

test('WIRE14 what a checkpoint keeps is what it was made of', () => {
	const owners = new ClientOwners();
	owners.note(anna, [1, 2 ** 40]);
	owners.note(systemAuthor, [3]);
	const again = new ClientOwners(JSON.parse(JSON.stringify(owners.toStored())));
	expect(again.toStored()).toEqual([
		{ owner: 'anna', clients: [1, 2 ** 40] },
		{ owner: null, clients: [3] }
	]);
	expect(again.mayExtend(2 ** 40, 'anna', true)).toBe(true);
});
