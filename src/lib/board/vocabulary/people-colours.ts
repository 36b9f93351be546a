// Colours of the people present. The server hands out the lowest free one in a room, so everybody sees the same.

export const peopleColours = [
	'#0B6BCB',
	'#B3261E',
	'#0F766E',
	'#7C3AED',
	'#B45309',
	'#BE185D',
	'#3F6212',
	'#0E7490',
	'#6D28D9',
	'#92400E',
	'#1E40AF',
	'#9D174D'
] as const;

/** Colour for the n-th free place; past the end of the palette colours repeat. */
export function peopleColour(index: number): string {
	return peopleColours[index % peopleColours.length] as string;
}
