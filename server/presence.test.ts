// Who may say what about whom.
import { beforeEach, describe, expect, test } from 'vitest';
import { peopleColour } from '#lib/board/vocabulary/people-colours.ts';
import type { BoardGrant } from '#lib/server/grant.ts';
import { syncLimits } from './limits.ts';
import { PresenceElsewhere } from './presence-elsewhere.ts';
import { PresenceTable } from './presence.ts';

let table: PresenceTable;
let elsewhere: PresenceElsewhere;
beforeEach(() => {
	elsewhere = new PresenceElsewhere();
	table = new PresenceTable(syncLimits, elsewhere);
});

const grantOf = (id: string, kind: 'user' | 'link' = 'user'): BoardGrant => ({
	boardId: 'b'.repeat(22),
	role: 'editor',
	principal: { kind, id, name: id },
	sessionId: `s-${id}`,
	endsAt: new Date(8.64e15)
});

class Socket {
	readonly grant: BoardGrant;
	constructor(id: string) {
		this.grant = grantOf(id);
		table.enter(this.grant, 0);
	}
	say(clientId: number, clock: number, state: unknown, now = 0) {
		return table.receive(this, this.grant, { clientId, clock, json: JSON.stringify(state) }, now);
	}
	leave(now = 0) {
		return table.leave(this, this.grant, now);
	}
}

const stateOf = (clientId: number) =>
	JSON.parse(table.entry(clientId)?.json ?? 'null') as Record<string, unknown>;

describe('presence', () => {
	test('ROOM5 keeps known fields that are valid, and writes the user itself', () => {
		const socket = new Socket('anna');
		expect(
			socket.say(1, 1, {
				editing: 'p1',
				selection: 'no list',
				evil: true,
				user: { name: 'Ben' },
				cursor: { anchor: 1, head: 2 }
			})
		).toBe('changed');
		expect(stateOf(1)).toEqual({
			editing: 'p1',
			cursor: { anchor: 1, head: 2 },
			user: { id: 'anna', name: 'anna', color: peopleColour(0), role: 'editor' }
		});
		socket.say(1, 2, { editing: 'p2', padding: 'x'.repeat(3_000) });
		expect(Object.keys(stateOf(1)), 'a state too long only shows who is here').toEqual(['user']);
	});

	test('ROOM5 takes no state that is none', () => {
		const socket = new Socket('anna');
		for (const state of [[], 1, 'x', true]) expect(socket.say(1, 1, state)).toBe('nothing');
		expect(table.receive(socket, socket.grant, { clientId: 1, clock: 1, json: '{broken' }, 0)).toBe(
			'nothing'
		);
		expect(table.size).toBe(0);
	});

	test('ROOM5 binds one id to a socket, and lets no clock jump', () => {
		const socket = new Socket('anna');
		socket.say(1, 5, {});
		expect(socket.say(2, 1, {})).toBe('nothing');
		expect(socket.say(1, 5, { editing: 'x' })).toBe('nothing');
		expect(socket.say(1, 4, { editing: 'x' })).toBe('nothing');
		expect(socket.say(1, 2_000, { editing: 'x' })).toBe('nothing');
		expect(socket.say(1, 2 ** 40, { editing: 'x' })).toBe('nothing');
		expect(socket.say(1, 6, {})).toBe('renewed');
		expect(socket.say(1, 7, { editing: 'x' })).toBe('changed');
	});

	test('ROOM5 takes an echo for what it is, also of somebody who just left', () => {
		const [anna, ben] = [new Socket('anna'), new Socket('ben')];
		anna.say(1, 1, { editing: 'x' });
		expect(ben.say(1, 1, { editing: 'x' })).toBe('nothing');
		expect(ben.say(1, 2, null)).toBe('nothing');
		expect(anna.leave()).toEqual([{ clientId: 1, clock: 1, json: 'null' }]);
		expect(ben.say(1, 2, { editing: 'x' }, 1_000)).toBe('nothing');
		expect(ben.say(7, 1, {}, 1_000)).toBe('changed');
		expect(ben.leave()).toHaveLength(1);
		expect(table.size).toBe(0);
	});

	test('ROOM5 gives a person their id back from a socket that hangs', () => {
		const [hanging, fresh] = [new Socket('anna'), new Socket('anna')];
		hanging.say(1, 3, { editing: 'x' });
		expect(fresh.say(1, 4, { editing: 'y' })).toBe('changed');
		expect(hanging.leave()).toEqual([]);
		expect(stateOf(1).editing).toBe('y');
	});

	test('ROOM5 gives a display link none', () => {
		const grant = grantOf('screen', 'link');
		table.enter(grant, 0);
		expect(table.receive({}, grant, { clientId: 1, clock: 1, json: '{}' }, 0)).toBe('nothing');
		expect(table.leave({}, grant, 0)).toEqual([]);
	});

	test('ROOM6 gives the lowest free colour, one per person', () => {
		const colourOf = (clientId: number) => (stateOf(clientId).user as { color: string }).color;
		const sockets = ['anna', 'ben', 'anna', 'vera'].map((id) => new Socket(id));
		sockets.forEach((socket, n) => socket.say(n + 1, 1, {}));
		expect([1, 2, 3, 4].map(colourOf)).toEqual([0, 1, 0, 2].map(peopleColour));
		sockets[1]?.leave();
		sockets[0]?.leave();
		new Socket('zoe').say(9, 1, {});
		expect(colourOf(9)).toBe(peopleColour(1));
	});

	test('NODE7 two who come from nodes that gave them one colour have two here', () => {
		const colourOf = (clientId: number) => (stateOf(clientId).user as { color: string }).color;
		const anna = new Socket('anna');
		const person = { id: 'ben', colour: 0, since: 5, writes: true };
		elsewhere.hear('node', { id: 2, clock: 1, json: '{}', person }, 1e9);
		const ben = new Socket('ben');
		anna.say(1, 1, {});
		ben.say(2, 2, {});
		// Anna came at 0, before Ben.
		expect([colourOf(1), colourOf(2)]).toEqual([peopleColour(0), peopleColour(1)]);
		table.heed({ id: 'ben', colour: 0, since: -1, writes: true });
		anna.say(1, 2, {});
		ben.say(2, 3, {});
		expect(colourOf(2)).toBe(peopleColour(0));
		expect(colourOf(1)).not.toBe(peopleColour(0));
	});
});
