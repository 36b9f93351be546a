// Which actors wear which colour, for a legend: in the order of the palette, names within a colour in theirs. Pure.
import type { Actor } from '../board/schema/actor.ts';
import { actorColours } from '../board/vocabulary/actor-colours.ts';

export interface ColourGroup {
	readonly hex: string;
	readonly names: readonly { readonly id: string; readonly text: string }[];
}

/** Colours that nobody wears are left out. */
export function colourGroups(actors: Iterable<Actor>, unnamed: string): ColourGroup[] {
	const all = [...actors].sort((a, b) => a.name.localeCompare(b.name));
	return actorColours.flatMap(({ key, hex }) => {
		const names = all
			.filter(({ colour }) => colour === key)
			.map(({ id, name }) => ({ id, text: name || unnamed }));
		return names.length > 0 ? { hex, names } : [];
	});
}
