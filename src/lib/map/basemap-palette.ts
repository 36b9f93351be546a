// The colours of the basemap, light and dark: quiet greys under everything that the board's people put on top.
// The report's vector map draws from the light one.

export type MapTheme = 'light' | 'dark';

export interface BasemapPalette {
	readonly sea: string;
	readonly land: string;
	readonly coast: string;
	readonly border: string;
	readonly admin1: string;
	readonly airport: string;
	/** Names of cities. */
	readonly place: string;
	/** Names of countries. */
	readonly country: string;
	/** Names of first-level divisions. */
	readonly division: string;
	readonly halo: string;
}

export const basemapPalettes: Readonly<Record<MapTheme, BasemapPalette>> = {
	light: {
		sea: '#d3dde2',
		land: '#f4f3ef',
		coast: '#9db0ba',
		border: '#8d877f',
		admin1: '#cfcac2',
		airport: '#6f8798',
		place: '#3b3e41',
		country: '#6a655e',
		division: '#8b847b',
		halo: '#fbfaf8'
	},
	dark: {
		sea: '#11161b',
		land: '#20262c',
		coast: '#3d4a55',
		border: '#76818b',
		admin1: '#3b444d',
		airport: '#7d93a4',
		place: '#c6cdd4',
		country: '#97a2ad',
		division: '#7c8791',
		halo: '#161b20'
	}
};
