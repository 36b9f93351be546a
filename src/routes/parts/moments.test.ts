// How moments are written for people.
import { expect, it } from 'vitest';
import { ageText, momentPhrase, momentText } from './moments.ts';

const at = new Date('2026-03-04T14:00:00Z');

it.each([
	['2026-03-04T20:00:00Z', 'at 14:00 UTC'],
	['2026-03-05T20:00:00Z', 'on 4 Mar, 14:00 UTC'],
	['2027-03-05T20:00:00Z', 'on 4 Mar 2026, 14:00 UTC']
])('ACC23 seen on %s it is %s', (now, text) => {
	expect(momentPhrase(at, 'UTC', new Date(now))).toBe(text);
});

it('ACC23 names the reader’s own zone', () => {
	expect(momentText(at, 'Africa/Tripoli', at)).toMatch(/^16:00 /);
});

it.each([
	[30_000, 'just now'],
	[12 * 60_000, '12 min ago'],
	[5 * 3_600_000, '5 h ago'],
	[30 * 3_600_000, 'yesterday'],
	[3 * 86_400_000, '3 days ago'],
	[30 * 86_400_000, '4 Mar 2026']
])('BRD1 %s ms later it is %s', (ms, text) => {
	expect(ageText(at, new Date(at.getTime() + ms), 'UTC')).toBe(text);
});
