import { describe, expect, it } from 'vitest';
import { pinKind, type Pin } from '../board/schema/pin.ts';
import { marksOf, type MarksInput, type OtherPerson } from './marks.ts';

const pinOf = (id: string, fields: Partial<Pin> = {}): Pin => ({
	...pinKind.fields.parse({ at: [1, 2] }),
	createdAt: '',
	citations: {},
	description: [],
	id,
	...fields
});
const pins = new Map(['a', 'b', 'c'].map((id) => [id, pinOf(id)]));
const ana: OtherPerson = { clientId: 7, name: 'Ana', colour: '#0B6BCB', selected: [], dragged: [] };
const marks = (input: Partial<MarksInput>) =>
	marksOf({
		pin: (id) => pins.get(id),
		actor: () => undefined,
		selected: [],
		selectionColour: '#000000',
		moving: null,
		others: [],
		...input
	});

describe('marks', () => {
	it('MAP3 my selection has a ring, the others’ theirs with their name', () => {
		const { features, lifted } = marks({ selected: ['a'], others: [{ ...ana, selected: ['a', 'b'] }] });
		expect(
			features.features.map(({ properties }) => [properties.id, properties.label, properties.ring])
		).toEqual([
			['a', 'Ana', 'ring|point|#0B6BCB'],
			['b', 'Ana', 'ring|point|#0B6BCB'],
			['a', '', 'ring|point|#000000']
		]);
		expect(lifted.size).toBe(0);
	});

	it('MAP4 what others drag is where their hand is, and its own place is dimmed', () => {
		const { features, lifted } = marks({
			others: [{ ...ana, selected: ['a'], dragged: [{ id: 'a', at: [9, 9] }] }]
		});
		expect(features.features).toHaveLength(1);
		expect(features.features[0]!.geometry.coordinates).toEqual([9, 9]);
		expect(features.features[0]!.properties).toMatchObject({ ghost: true, label: 'Ana' });
		expect([...lifted]).toEqual(['a']);
	});

	it('MAP4 what I drag is under my hand', () => {
		const { features, lifted } = marks({ selected: ['b'], moving: new Map([['b', [5, 6]]]) });
		expect(features.features).toHaveLength(1);
		expect(features.features[0]!.geometry.coordinates).toEqual([5, 6]);
		expect([...lifted]).toEqual(['b']);
	});

	it('MAP3 ids that are not pins, or have no place, make no mark', () => {
		const { features } = marks({
			selected: ['gone'],
			others: [{ ...ana, dragged: [{ id: 'x', at: [0, 0] }] }]
		});
		expect(features.features).toEqual([]);
	});
});
