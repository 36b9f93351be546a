// Texts of the map.
export const map = {
	label: 'Map',
	loading: 'Loading the map…',
	failed: (reason: string) => `The map cannot be shown: ${reason}`,
	noGraphics: 'this browser offers no WebGL. Switch on hardware acceleration or use another browser.',
	basemapFailed: (reason: string) =>
		`The basemap set for this installation cannot be shown, so the embedded one is. ${reason}`,
	zoomIn: 'Zoom in',
	zoomOut: 'Zoom out',
	fit: 'Show all pins',
	legend: {
		title: 'What the signs on the map mean',
		status: 'How well an event is established',
		place: 'How exactly its place is known',
		point: 'It happened where the tip stands',
		area: 'Somewhere around: a district, a region, a country',
		doubt: 'The place lies within the dashed circle',
		pile: 'So many pins lie here on top of each other',
		event: 'What happened',
		actor: 'Who acts; grey where nobody is named'
	},
	untitled: 'Untitled pin',
	placePin: 'Click where the pin belongs. Esc leaves.',
	pinList: 'Pins on this board',
	pinListHint: 'Up and down arrows choose a pin and show it on the map.',
	noPins: 'No pins yet.',
	pinOption: (title: string, status: string, place: string) => `${title}, ${status}, ${place}`,
	noKnownPlace: 'No known place',
	trayHint: 'Drag onto the map to give it a place.',
	trayPin: (title: string) => `${title}: no known place`,
	placeInCentre: (title: string) => `Place ${title} in the middle of the map`,
	added: (place: string) => `Pin added at ${place}.`,
	moved: (count: number, title: string, place: string) =>
		count === 1 ? `${title} moved to ${place}.` : `${count} pins moved.`,
	moveCancelled: 'Move cancelled.'
};
