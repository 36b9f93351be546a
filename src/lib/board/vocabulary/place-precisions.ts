// How exactly a place is known, and the radius of the doubt that the map draws.

export const placePrecisions = [
	{ key: 'exact', label: 'exact (about 10 m)', radiusMetres: 10 },
	{ key: 'vicinity', label: 'vicinity (about 100 m)', radiusMetres: 100 },
	{ key: 'locality', label: 'locality (about 1 km)', radiusMetres: 1_000 },
	{ key: 'city', label: 'city (about 15 km)', radiusMetres: 15_000 },
	{ key: 'district', label: 'district (about 40 km)', radiusMetres: 40_000 },
	{ key: 'region', label: 'region (about 150 km)', radiusMetres: 150_000 },
	{ key: 'country', label: 'country', radiusMetres: 500_000 },
	{ key: 'unknown', label: 'place not known', radiusMetres: null }
] as const;

export type PlacePrecision = (typeof placePrecisions)[number]['key'];
