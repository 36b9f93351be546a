// How exactly a time is known, and whether the source states it or we inferred it.

export const timePrecisions = [
	{ key: 'minute', label: 'minute' },
	{ key: 'day', label: 'day' },
	{ key: 'week', label: 'week' },
	{ key: 'month', label: 'month' },
	{ key: 'year', label: 'year' }
] as const;

export type TimePrecision = (typeof timePrecisions)[number]['key'];

export const timeBases = [
	{ key: 'stated', label: 'stated by the source' },
	{ key: 'inferred', label: 'inferred by us' }
] as const;
