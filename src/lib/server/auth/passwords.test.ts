// Passwords: which are good enough, and that checking them is bounded and says nothing by its time.
import { parseOptions } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { createPasswords, passwordFault, PasswordsBusyError } from './passwords.ts';

describe('passwords', () => {
	it('ACC5 hashes with argon2id, 46 MiB, one pass, one lane, 16 bytes of salt', async () => {
		const hash = await createPasswords().hash('river lantern copper');
		expect(hash.startsWith('$argon2id$')).toBe(true);
		expect(parseOptions(hash)).toMatchObject({
			memoryCost: 47_104,
			timeCost: 1,
			parallelism: 1,
			saltLen: 16
		});
	});

	it('ACC5 takes the right password only, and none for an unknown account', async () => {
		const passwords = createPasswords();
		const hash = await passwords.hash('river lantern copper');
		expect(await passwords.verify(hash, 'river lantern copper')).toBe(true);
		expect(await passwords.verify(hash, 'river lantern coppeR')).toBe(false);
		expect(await passwords.verify(null, 'river lantern copper')).toBe(false);
	});

	it('ACC7 an unknown account costs the same work as a wrong password', async () => {
		const passwords = createPasswords();
		const stored = await passwords.hash('river lantern copper');
		await passwords.verify(null, 'makes the decoy');
		// Every check takes a place among the 52 that may run or wait, whether there is an account or not.
		for (const account of [stored, null]) {
			const checks = Array.from({ length: 60 }, () => passwords.verify(account, 'not this one at all'));
			const results = await Promise.allSettled(checks);
			expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(8);
		}
	});

	it('ACC5 runs two at a time, lets fifty wait, and refuses more', async () => {
		const passwords = createPasswords();
		const results = await Promise.allSettled(
			Array.from({ length: 60 }, (_, n) => passwords.hash(`river lantern copper ${n}`))
		);
		const refused = results.filter((result) => result.status === 'rejected');
		expect(refused.length).toBe(8);
		expect(refused.every((result) => result.reason instanceof PasswordsBusyError)).toBe(true);
		expect(await passwords.hash('river lantern copper')).toMatch(/^\$argon2id/);
	});

	it.each([
		['short', 'too-short'],
		['x'.repeat(129), 'too-long'],
		['abababababab', 'too-plain'],
		['river lantern copper', null],
		['ثلاثة أنهار طويلة', null]
	])('ACC5 judges %s: %s', (password, fault) => {
		expect(passwordFault(password)).toBe(fault);
	});
});
