// Analytic confidence (ICD 203): a field of its own, never mixed with likelihood.

export const confidences = [
	{ key: 'high', label: 'high confidence', meaning: 'well corroborated, good sources, few assumptions' },
	{
		key: 'moderate',
		label: 'moderate confidence',
		meaning: 'plausible, partly corroborated, several assumptions'
	},
	{ key: 'low', label: 'low confidence', meaning: 'uncorroborated or questionable sources, large gaps' }
] as const;

export type Confidence = (typeof confidences)[number]['key'];
