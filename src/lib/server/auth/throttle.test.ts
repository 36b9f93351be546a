// The throttle by a test clock: what it lets through, what it forgets, what it remembers.
import { describe, expect, it } from 'vitest';
import { addressKey, createThrottle } from './throttle.ts';

describe('throttle', () => {
	it('ACC8 lets a burst through, then one attempt each refill span, by elapsed time', () => {
		let time = 0;
		const throttle = createThrottle({ burst: 3, refillMs: 1_000 }, () => time);
		expect([1, 2, 3].map(() => throttle.take('a'))).toEqual([0, 0, 0]);
		expect(throttle.take('a')).toBe(1_000);
		time = 400;
		expect(throttle.take('a')).toBe(600);
		time = 1_000;
		expect(throttle.take('a')).toBe(0);
		expect(throttle.take('a')).toBeGreaterThan(0);
		expect(throttle.take('b')).toBe(0);
	});

	it('ACC8 evaluates at most 20 of 10,000 guesses within ten minutes', () => {
		let time = 0;
		const throttle = createThrottle({ burst: 10, refillMs: 60_000 }, () => time);
		let evaluated = 0;
		for (let guess = 0; guess < 10_000; guess += 1) {
			if (throttle.take('account address') === 0) evaluated += 1;
			time += 60;
		}
		expect(evaluated).toBeLessThanOrEqual(20);
	});

	it('ACC8 keeps bounded memory, and forgets keys that are full again', () => {
		const throttle = createThrottle({ burst: 2, refillMs: 1_000 }, () => 0);
		for (let n = 0; n < 30_000; n += 1) throttle.take(`address ${n}`);
		expect(throttle.size()).toBe(10_000);
		throttle.giveBack('address 29999');
		expect(throttle.size()).toBe(9_999);
	});

	it('ACC8 a clock that jumps back earns nothing and loses nothing', () => {
		let time = 10_000;
		const throttle = createThrottle({ burst: 1, refillMs: 1_000 }, () => time);
		throttle.take('a');
		time = 0;
		expect(throttle.take('a')).toBe(1_000);
	});

	it.each([
		['203.0.113.7', '203.0.113.7'],
		['::ffff:203.0.113.7', '203.0.113.7'],
		['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
		['2001:db8::1', '2001:db8:0:0::/64'],
		['::1', '0:0:0:0::/64']
	])('ACC8 counts %s as %s', (address, key) => {
		expect(addressKey(address)).toBe(key);
	});
});
