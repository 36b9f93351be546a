import { expect, it } from 'vitest';
import type { Actor } from '../board/schema/actor.ts';
import { actorColour } from '../board/vocabulary/actor-colours.ts';
import { colourGroups } from './colour-groups.ts';

const actor = (id: string, name: string, colour: Actor['colour']): Actor => ({ id, name, colour }) as Actor;

it('LEG2 the legend lists the colours in use in the order of the palette, and who wears them', () => {
	const groups = colourGroups(
		[
			actor('3', 'Wagner', 'pink'),
			actor('2', 'Turkey', 'blue'),
			actor('4', '', 'pink'),
			actor('1', 'GNA', 'blue')
		],
		'Unnamed actor'
	);
	expect(groups).toEqual([
		{
			hex: actorColour('blue').hex,
			names: [
				{ id: '1', text: 'GNA' },
				{ id: '2', text: 'Turkey' }
			]
		},
		{
			hex: actorColour('pink').hex,
			names: [
				{ id: '4', text: 'Unnamed actor' },
				{ id: '3', text: 'Wagner' }
			]
		}
	]);
});
