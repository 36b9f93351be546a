// Presence as it arrives from anybody: what fits is kept field by field, the rest is dropped.
import { describe, expect, it } from 'vitest';
import { presenceIdsMax, readPresence } from './presence.ts';

const user = { id: 'u1', name: 'Ana', color: '#0B6BCB', role: 'editor' };

describe('presence', () => {
	it('PRES1 a whole presence is read as it is', () => {
		const state = {
			user,
			pointer: { pane: 'map', at: [13.2, 32.9] },
			selection: ['a', 'b'],
			drag: { pane: 'wall', items: [{ id: 'a', at: [10, 20] }] },
			view: { layout: 'both', map: { center: [13, 32], zoom: 5 }, wall: { center: [0, 0], zoom: 1 } },
			following: 7,
			editing: 'n1'
		};
		expect(readPresence(state)).toEqual(state);
	});

	it.each([null, undefined, 7, 'text', [], true])('PRES2 %s is nobody', (state) =>
		expect(readPresence(state)).toEqual({})
	);

	it.each([
		['pointer', { pane: 'map', at: [200, 0] }],
		['pointer', { pane: 'moon', at: [0, 0] }],
		['pointer', { pane: 'wall', at: [Number.NaN, 0] }],
		['selection', Array.from({ length: presenceIdsMax + 1 }, String)],
		['selection', ['x'.repeat(65)]],
		['drag', { pane: 'map', items: 'all' }],
		['view', { layout: 'sideways' }],
		['view', { layout: 'map', map: { center: [0, 0], zoom: 99 } }],
		['following', -1],
		['editing', 7],
		['user', { ...user, color: 'url(https://example.org)' }],
		['user', { ...user, role: 'root' }],
		['user', { ...user, name: 'x'.repeat(301) }]
	])('PRES3 a bad %s is dropped and costs no other field', (name, value) => {
		const other = name === 'editing' ? { selection: ['a'] } : { editing: 'n1' };
		expect(readPresence({ ...other, [name]: value })).toEqual(other);
	});

	it('PRES4 fields of nobody’s making and inherited ones are not read', () => {
		expect(readPresence({ cursor: { anchor: 1 }, isAdmin: true })).toEqual({});
		expect(readPresence(Object.create({ editing: 'n1' }))).toEqual({});
	});

	it('PRES5 nothing is a value, too', () => {
		expect(readPresence({ pointer: null, drag: null, editing: null, following: null })).toEqual({
			pointer: null,
			drag: null,
			editing: null,
			following: null
		});
	});
});
