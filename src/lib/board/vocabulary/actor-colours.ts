// Colours of actors: colour-blind-safe (Okabe–Ito, extended), equal on map, wall, list and report. No colour means friend or foe.

export const actorColours = [
	{ key: 'blue', label: 'blue', hex: '#0072B2', ink: '#FFFFFF' },
	{ key: 'orange', label: 'orange', hex: '#E69F00', ink: '#1C1F22' },
	{ key: 'green', label: 'green', hex: '#009E73', ink: '#FFFFFF' },
	{ key: 'pink', label: 'pink', hex: '#CC79A7', ink: '#1C1F22' },
	{ key: 'sky', label: 'sky', hex: '#56B4E9', ink: '#1C1F22' },
	{ key: 'vermilion', label: 'vermilion', hex: '#D55E00', ink: '#FFFFFF' },
	{ key: 'indigo', label: 'indigo', hex: '#332288', ink: '#FFFFFF' },
	{ key: 'olive', label: 'olive', hex: '#8A7F1D', ink: '#FFFFFF' },
	{ key: 'wine', label: 'wine', hex: '#882255', ink: '#FFFFFF' },
	{ key: 'teal', label: 'teal', hex: '#2F7F86', ink: '#FFFFFF' },
	{ key: 'brown', label: 'brown', hex: '#7A4B2A', ink: '#FFFFFF' },
	{ key: 'grey', label: 'grey', hex: '#6B7177', ink: '#FFFFFF' }
] as const;

export type ActorColour = (typeof actorColours)[number]['key'];

/** What has no actor is drawn in this. */
export const neutralColour = actorColours[11];

export function actorColour(key: string | null | undefined): (typeof actorColours)[number] {
	return actorColours.find((entry) => entry.key === key) ?? neutralColour;
}
