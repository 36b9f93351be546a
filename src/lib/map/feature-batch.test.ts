import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Feature } from 'geojson';
import { FeatureBatch, type FeatureDiff } from './feature-batch.ts';

const feature = (id: string, lng = 0): Feature => ({
	type: 'Feature',
	geometry: { type: 'Point', coordinates: [lng, 0] },
	properties: { id }
});

describe('feature batch', () => {
	let diffs: FeatureDiff<Feature>[];
	let batch: FeatureBatch<Feature>;
	beforeEach(() => {
		vi.useFakeTimers();
		diffs = [];
		batch = new FeatureBatch((diff) => diffs.push(diff), 150);
	});
	afterEach(() => {
		vi.useRealTimers();
	});

	it('MAP1 gathers changes for one interval', () => {
		batch.set('a', feature('a'));
		vi.advanceTimersByTime(100);
		batch.set('b', null);
		expect(diffs).toEqual([]);
		vi.advanceTimersByTime(50);
		expect(diffs).toEqual([{ add: [feature('a')], remove: ['b'] }]);
		vi.advanceTimersByTime(1_000);
		expect(diffs).toHaveLength(1);
	});

	it('MAP1 hands over at once when asked, and only once', () => {
		batch.set('a', feature('a'));
		batch.flush();
		expect(diffs).toHaveLength(1);
		vi.advanceTimersByTime(1_000);
		expect(diffs).toHaveLength(1);
	});

	it('MAP2 the last change to a feature counts', () => {
		batch.set('a', feature('a', 1));
		batch.set('a', feature('a', 2));
		batch.set('b', feature('b'));
		batch.set('b', null);
		batch.flush();
		expect(diffs).toEqual([{ add: [feature('a', 2)], remove: ['b'] }]);
	});

	it('MAP2 what was cleared is never drawn', () => {
		batch.set('a', feature('a'));
		batch.clear();
		vi.advanceTimersByTime(1_000);
		expect(diffs).toEqual([]);
	});
});
