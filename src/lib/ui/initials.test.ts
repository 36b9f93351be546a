import { expect, test } from 'vitest';
import { initials } from './initials.ts';

test('UI1 a person is shown by the first letters of the first and the last name', () => {
	expect(initials('Amal Haddad')).toBe('AH');
	expect(initials('  mona   el  sayed ')).toBe('MS');
	expect(initials('Žan')).toBe('Ž');
	expect(initials('منى السيد')).toBe('ما');
	expect(initials('')).toBe('?');
	expect(initials('𝒜 𝒵')).toBe('𝒜𝒵');
});
