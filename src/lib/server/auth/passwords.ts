// Hashes and checks passwords with argon2id, few at a time, so that sign-ins cannot exhaust memory.
import { hash, verify } from '@node-rs/argon2';

/** OWASP's first choice for argon2id: 46 MiB, one pass, one lane. */
const argonOptions = { memoryCost: 47_104, timeCost: 1, parallelism: 1 } as const;
/** Each running hash holds 46 MiB. */
const hashesAtATimeMax = 2;
/** Waiting hashes beyond this are refused, so that the queue stays short enough to wait for. */
const queueLengthMax = 50;

export const passwordCharsMin = 12;
export const passwordCharsMax = 128;
/** Fewer different characters than this is a pattern, not a password. */
const differentCharsMin = 5;

export class PasswordsBusyError extends Error {
	override name = 'PasswordsBusyError';
}

export type PasswordFault = 'too-short' | 'too-long' | 'too-plain';

/** What is wrong with a new password, if anything. There are no composition rules on purpose. */
export function passwordFault(password: string): PasswordFault | null {
	const length = [...password].length;
	if (length < passwordCharsMin) return 'too-short';
	if (length > passwordCharsMax) return 'too-long';
	return new Set(password.toLowerCase()).size < differentCharsMin ? 'too-plain' : null;
}

export type Passwords = ReturnType<typeof createPasswords>;

export function createPasswords() {
	let running = 0;
	const waiting: (() => void)[] = [];

	async function inTurn<T>(work: () => Promise<T>): Promise<T> {
		if (running >= hashesAtATimeMax) {
			if (waiting.length >= queueLengthMax) {
				throw new PasswordsBusyError('Too many sign-ins at once. Try again in a few seconds.');
			}
			await new Promise<void>((resolve) => waiting.push(resolve));
		} else {
			running += 1;
		}
		try {
			return await work();
		} finally {
			// A place goes straight to the next in line, so the count never dips in between.
			const next = waiting.shift();
			if (next) next();
			else running -= 1;
		}
	}

	/** Compared against when there is no account, so that an unknown address takes as long as a wrong password. */
	let decoy: Promise<string> | null = null;
	const decoyHash = () => (decoy ??= hash(crypto.randomUUID(), argonOptions));

	return {
		hash: (password: string) => inTurn(() => hash(password, argonOptions)),

		/** True only for the right password of an existing account; takes the same time otherwise. */
		async verify(passwordHash: string | null, password: string): Promise<boolean> {
			// Longer input is cut, not skipped, so that it takes the same time too; such a password never exists.
			const candidate = [...password].slice(0, passwordCharsMax + 1).join('');
			const stored = passwordHash ?? (await decoyHash());
			const right = await inTurn(() => verify(stored, candidate));
			return right && passwordHash !== null;
		}
	};
}
