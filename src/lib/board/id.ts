// Makes the ids of boards and records. An id says nothing about what it names.

/** Number of characters in an id; 22 of 36 letters carry 113 random bits. */
export const idLength = 22;

export const idPattern = /^[a-z0-9]{22}$/;

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** Bytes at or above this bound would favour the first letters of the alphabet, so they are drawn again. */
const fairByteBound = 256 - (256 % alphabet.length);

/** A new random id of `idLength` characters of [a-z0-9]. */
export function newId(): string {
	let id = '';
	while (id.length < idLength) {
		for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
			if (byte < fairByteBound && id.length < idLength) id += alphabet[byte % alphabet.length];
		}
	}
	return id;
}

export function isId(value: unknown): value is string {
	return typeof value === 'string' && idPattern.test(value);
}
