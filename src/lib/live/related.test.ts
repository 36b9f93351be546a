import { expect, test } from 'vitest';
import type { Pin } from '../board/schema/pin.ts';
import { relatedIds } from './related.ts';

const pins = new Map(
	[
		{ id: 'strike', actorId: 'lna' },
		{ id: 'offensive', actorId: 'lna' },
		{ id: 'talks', actorId: 'gna' },
		{ id: 'loss', actorId: null }
	].map((pin) => [pin.id, pin as Pin])
);

test('SEL1 an actor brings its pins, a pin brings its actor', () => {
	expect([...relatedIds(pins, new Set(['lna']))]).toEqual(['strike', 'offensive']);
	expect([...relatedIds(pins, new Set(['talks', 'loss']))]).toEqual(['gna']);
	expect([...relatedIds(pins, new Set())]).toEqual([]);
});

test('SEL2 what is selected is not related to itself', () => {
	expect([...relatedIds(pins, new Set(['lna', 'strike']))]).toEqual(['offensive']);
});
