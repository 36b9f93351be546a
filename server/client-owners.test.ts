// Whose a client id is.
import { expect, test } from 'vitest';
import { systemAuthor } from '#lib/server/board-store.ts';
import { ClientOwners } from './client-owners.ts';

const anna = { kind: 'user', id: 'anna' } as const;
const ben = { kind: 'user', id: 'ben' } as const;

test('WIRE14 an id belongs to whoever wrote under it first, and to nobody else; the system’s to anybody', () => {
	const owners = new ClientOwners();
	expect(owners.mayExtend(1, 10, 'anna', false)).toBe(true);
	owners.note(anna, [1]);
	owners.note(ben, [2]);
	owners.note(systemAuthor, [3]);
	expect([1, 2, 3].map((client) => owners.mayExtend(client, 10, 'anna', true))).toEqual([true, false, true]);
	expect([1, 2, 3].map((client) => owners.mayExtend(client, 10, 'ben', true))).toEqual([false, true, true]);
});

test('WIRE14 an id on the board whose writer is unknown is nobody’s', () => {
	expect(new ClientOwners().mayExtend(9, 10, 'anna', true)).toBe(false);
});

test('WIRE14 who is present under a fresh id has it, until somebody is known to have written under it', () => {
	const owners = new ClientOwners();
	owners.announce(5, 'ben');
	owners.announce(5, 'mallory');
	expect(owners.mayExtend(5, 10, 'mallory', false)).toBe(false);
	expect(owners.mayExtend(5, 10, 'ben', false)).toBe(true);
	owners.note(ben, [5]);
	owners.announce(5, 'mallory');
	expect(owners.mayExtend(5, 10, 'mallory', true)).toBe(false);
	owners.announce(6, 'mallory');
	for (let client = 100; client < 10_100; client++) owners.announce(client, 'crowd');
	expect(owners.mayExtend(6, 10, 'ben', false), 'the number of announced ids is bounded').toBe(true);
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
	expect(again.mayExtend(2 ** 40, 10, 'anna', true)).toBe(true);
});

test('WIRE14 what two people have seen of a third is believed, as far as both have seen it', () => {
	const owners = new ClientOwners();
	owners.note(ben, [1]);
	owners.vouch(1, 10, 'anna');
	expect(owners.mayExtend(1, 10, 'anna', true), 'nobody vouches for themselves').toBe(false);
	expect(owners.mayExtend(1, 10, 'mia', true)).toBe(true);
	expect(owners.mayExtend(1, 11, 'mia', true)).toBe(false);
});

test('WIRE14 whose work somebody else brought back after a crash goes on with it when they come', () => {
	const owners = new ClientOwners();
	owners.note(anna, [1, 2]);
	expect(owners.mayExtend(2, 10, 'ben', true)).toBe(false);
	owners.announce(2, 'ben');
	expect(owners.mayExtend(2, 10, 'ben', true)).toBe(true);
	owners.announce(2, 'mallory');
	expect(owners.mayExtend(2, 10, 'mallory', true)).toBe(false);
});
