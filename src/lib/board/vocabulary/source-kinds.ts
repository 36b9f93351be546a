// What kind of source a source is.

export const sourceKinds = [
	{ key: 'news-report', label: 'News report' },
	{ key: 'official-statement', label: 'Official statement' },
	{ key: 'interview', label: 'Interview' },
	{ key: 'social-media', label: 'Social media' },
	{ key: 'imagery', label: 'Imagery' },
	{ key: 'document', label: 'Document' },
	{ key: 'human', label: 'Human source' },
	{ key: 'other', label: 'Other' }
] as const;

export type SourceKind = (typeof sourceKinds)[number]['key'];
