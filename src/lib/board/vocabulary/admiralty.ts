// The Admiralty code: reliability of a source and credibility of information, two independent judgements.
// F and 6 mean "cannot be judged", not "worst": never average them, and sort them apart.

export const reliabilities = [
	{ key: 'A', label: 'completely reliable' },
	{ key: 'B', label: 'usually reliable' },
	{ key: 'C', label: 'fairly reliable' },
	{ key: 'D', label: 'not usually reliable' },
	{ key: 'E', label: 'unreliable' },
	{ key: 'F', label: 'reliability cannot be judged' }
] as const;

export type Reliability = (typeof reliabilities)[number]['key'];

export const credibilities = [
	{ key: '1', label: 'confirmed' },
	{ key: '2', label: 'probably true' },
	{ key: '3', label: 'possibly true' },
	{ key: '4', label: 'doubtful' },
	{ key: '5', label: 'improbable' },
	{ key: '6', label: 'truth cannot be judged' }
] as const;

export type Credibility = (typeof credibilities)[number]['key'];
