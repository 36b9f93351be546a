import { expect, test } from 'vitest';
import { find, folded, type Findable } from './find-index.ts';

const entry = (id: string, title: string, words = ''): Findable => ({
	id,
	collection: 'actors',
	title,
	words
});
const board = [
	entry('gna', 'Government of National Accord', 'GNA\nحكومة الوفاق الوطني'),
	entry('lna', 'Libyan National Army', 'LNA\nHaftar'),
	entry('uav', 'Drone shot down over Tripoli', 'Reported by AFRICOM'),
	entry('jose', 'José Fernández', '')
];
const ids = (text: string): string[] => find(board, text, 10).shown.map(({ id }) => id);

test('FIND1 every word must be found, in any order', () => {
	expect(ids('army libyan')).toEqual(['lna']);
	expect(ids('army accord')).toEqual([]);
	expect(ids('')).toEqual([]);
});

test('FIND2 aliases and texts find a record, titles come first', () => {
	expect(ids('haftar')).toEqual(['lna']);
	expect(ids('africom')).toEqual(['uav']);
	expect(ids('national')).toEqual(['gna', 'lna']);
	expect(find([...board, entry('x', 'Tripoli')], 'tripoli', 10).shown[0]?.id).toBe('x');
});

test('FIND3 case, accents and Arabic spellings do not hide anything', () => {
	expect(ids('jose fernandez')).toEqual(['jose']);
	expect(ids('الوفاق')).toEqual(['gna']);
	expect(folded('أحمد علىُ')).toBe('احمد علي');
});

test('FIND4 what is cut off is counted', () => {
	const many = Array.from({ length: 30 }, (_, n) => entry(`${n}`, `Pin ${n}`));
	expect(find(many, 'pin', 8)).toMatchObject({ more: 22 });
	expect(find(many, 'pin', 8).shown).toHaveLength(8);
});
