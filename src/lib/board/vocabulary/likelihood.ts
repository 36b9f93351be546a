// The likelihood ladder of ICD 203. The term is stored; the range is shown; a bare percentage is never stored,
// because the ranges share end-points.

export const likelihoods = [
	{ key: 'almost-no-chance', label: 'almost no chance', alternative: 'remote', range: [1, 5] },
	{ key: 'very-unlikely', label: 'very unlikely', alternative: 'highly improbable', range: [5, 20] },
	{ key: 'unlikely', label: 'unlikely', alternative: 'improbable', range: [20, 45] },
	{
		key: 'roughly-even-chance',
		label: 'roughly even chance',
		alternative: 'roughly even odds',
		range: [45, 55]
	},
	{ key: 'likely', label: 'likely', alternative: 'probable', range: [55, 80] },
	{ key: 'very-likely', label: 'very likely', alternative: 'highly probable', range: [80, 95] },
	{ key: 'almost-certain', label: 'almost certain', alternative: 'nearly certain', range: [95, 99] }
] as const satisfies readonly {
	key: string;
	label: string;
	alternative: string;
	range: readonly [number, number];
}[];

export type Likelihood = (typeof likelihoods)[number]['key'];
