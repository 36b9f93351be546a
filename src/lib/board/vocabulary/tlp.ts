// Traffic Light Protocol 2.0 (FIRST). Written in capitals, without spaces, never translated; from least to most restricted.

export const tlpLabels = [
	{ key: 'CLEAR', label: 'TLP:CLEAR', colour: '#FFFFFF', shareWith: 'no limit' },
	{ key: 'GREEN', label: 'TLP:GREEN', colour: '#33FF00', shareWith: 'the community, not public channels' },
	{
		key: 'AMBER',
		label: 'TLP:AMBER',
		colour: '#FFC000',
		shareWith: 'need-to-know inside the organisation and its clients'
	},
	{
		key: 'AMBER+STRICT',
		label: 'TLP:AMBER+STRICT',
		colour: '#FFC000',
		shareWith: 'need-to-know inside the organisation only'
	},
	{ key: 'RED', label: 'TLP:RED', colour: '#FF2B2B', shareWith: 'named individuals only' }
] as const;

/** TLP colours stand on this background. */
export const tlpBackground = '#000000';
