// Colours of the printed map: the light basemap's quiet greys, a little lighter, so that ink goes to what people put on top.

export const mapPalette = {
	sea: '#d9e3e8',
	land: '#f7f6f2',
	coast: '#93a9b5',
	border: '#7d766d',
	admin1: '#cfc8bd',
	airport: '#6f8798',
	place: '#3b3e41',
	country: '#6a655e',
	division: '#8b847b',
	halo: '#fbfaf8',
	frame: '#8b8983',
	ink: '#1c1f22',
	muted: '#6a6f74',
	white: '#ffffff'
} as const;
