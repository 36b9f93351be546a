// Directed relation types, named as in MISP and STIX so that export loses nothing; the board's own additions are marked.

export const relationTypes = [
	{ key: 'supports', label: 'supports', inverse: 'supported by', group: 'alignment' },
	{ key: 'is-allied-with', label: 'is allied with', inverse: 'is allied with', group: 'alignment' },
	{ key: 'enemy-of', label: 'at war with', inverse: 'at war with', group: 'alignment' },
	{ key: 'cooperates-with', label: 'cooperates with', inverse: 'cooperates with', group: 'alignment' },
	{
		key: 'provide-support-to',
		label: 'provides support to',
		inverse: 'receives support from',
		group: 'alignment'
	},
	{ key: 'fights-for', label: 'fights for', inverse: 'is fought for by', group: 'alignment', own: true },
	{ key: 'meets-with', label: 'meets with', inverse: 'meets with', group: 'alignment', own: true },
	{ key: 'sponsors', label: 'sponsors', inverse: 'sponsored by', group: 'control' },
	{ key: 'controls', label: 'controls', inverse: 'controlled by', group: 'control' },
	{ key: 'commanded-by', label: 'commanded by', inverse: 'commands', group: 'control', own: true },
	{ key: 'deploys', label: 'deploys', inverse: 'is deployed by', group: 'control' },
	{ key: 'supplies', label: 'supplies', inverse: 'supplied by', group: 'control', own: true },
	{ key: 'works-for', label: 'works for', inverse: 'employs', group: 'control' },
	{ key: 'member-of', label: 'member of', inverse: 'has member', group: 'control' },
	{ key: 'part-of', label: 'part of', inverse: 'includes', group: 'control' },
	{ key: 'targets', label: 'targets', inverse: 'targeted by', group: 'action' },
	{ key: 'shoots-down', label: 'shoots down', inverse: 'shot down by', group: 'action' },
	{ key: 'responsible-for', label: 'responsible for', inverse: 'attributed to', group: 'action' },
	{ key: 'recognises', label: 'recognises', inverse: 'recognised by', group: 'speech', own: true },
	{ key: 'praises', label: 'praises', inverse: 'praised by', group: 'speech', own: true },
	{ key: 'denies', label: 'denies', inverse: 'denied by', group: 'speech', own: true },
	{ key: 'suspected-link', label: 'suspected link', inverse: 'suspected link', group: 'speech' },
	{ key: 'related-to', label: 'related to', inverse: 'related to', group: 'other' }
] as const;

export type RelationType = (typeof relationTypes)[number]['key'];
