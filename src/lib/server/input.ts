// Checks what people typed about accounts and boards. Faults are codes; the words for them are in the message catalogue.
import { z } from 'zod';

export const emailCharsMax = 254;
export const nameCharsMax = 80;
export const titleCharsMax = 200;

export type Fault = 'missing' | 'too-long' | 'too-short' | 'too-plain' | 'not-an-address' | 'not-plain-text';

/** Either the cleaned value or what is wrong with it. */
export type Checked<T> = { value: T; fault: null } | { value: null; fault: Fault };

const address = z.email();
/** Control characters, which PostgreSQL refuses in part, and half surrogates. */
const notPlain = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

function checkLine(value: unknown, charsMax: number): Checked<string> {
	if (typeof value !== 'string') return { value: null, fault: 'missing' };
	const line = value.trim();
	if (line === '') return { value: null, fault: 'missing' };
	if (notPlain.test(line)) return { value: null, fault: 'not-plain-text' };
	if ([...line].length > charsMax) return { value: null, fault: 'too-long' };
	return { value: line.normalize('NFC'), fault: null };
}

export const checkName = (value: unknown) => checkLine(value, nameCharsMax);

export const checkTitle = (value: unknown) => checkLine(value, titleCharsMax);

/** In lower case, as it is stored. */
export function checkEmail(value: unknown): Checked<string> {
	const line = checkLine(value, emailCharsMax);
	if (line.value === null) return line;
	const email = line.value.toLowerCase();
	return address.safeParse(email).success
		? { value: email, fault: null }
		: { value: null, fault: 'not-an-address' };
}
