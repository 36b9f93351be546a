// Strength of a relation, carried by its line style on wall and paper.

export const relationStrengths = [
	{ key: 'confirmed', label: 'confirmed', dashPattern: '' },
	{ key: 'unconfirmed', label: 'unconfirmed', dashPattern: '8 5' },
	{ key: 'tentative', label: 'tentative', dashPattern: '2 5' }
] as const;

export type RelationStrength = (typeof relationStrengths)[number]['key'];
