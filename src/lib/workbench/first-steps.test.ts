import { afterEach, expect, it, vi } from 'vitest';
import { countsOf, rememberSteps, stepsShownBy, usedSteps } from './first-steps.ts';

afterEach(() => void vi.unstubAllGlobals());

function storage(content: Record<string, string> = {}): void {
	vi.stubGlobal('localStorage', {
		getItem: (key: string) => content[key] ?? null,
		setItem: (key: string, value: string) => void (content[key] = value)
	});
}

it('HINT1 what I have made shows what I need no hint for; moving and removing show nothing', () => {
	const counts = (pins: number, actors: number, notes: number) =>
		countsOf({ pins: { size: pins }, actors: { size: actors }, notes: { size: notes } });
	expect(stepsShownBy(counts(1, 1, 1), counts(2, 1, 1))).toEqual(['pin']);
	expect(stepsShownBy(counts(1, 1, 1), counts(1, 2, 1))).toEqual(['wall']);
	expect(stepsShownBy(counts(1, 1, 1), counts(1, 1, 2))).toEqual(['wall']);
	expect(stepsShownBy(counts(1, 1, 1), counts(1, 1, 1))).toEqual([]);
	expect(stepsShownBy(counts(2, 1, 1), counts(1, 1, 1))).toEqual([]);
});

it('HINT1 each step is remembered by itself, once', () => {
	storage();
	expect(usedSteps()).toEqual([]);
	rememberSteps(['wall']);
	rememberSteps(['wall', 'pin']);
	expect(usedSteps()).toEqual(['wall', 'pin']);
});

it('HINT1 a setting that is none counts as nothing used', () => {
	storage({ 'sandtable:first-steps-used': '["pin","nonsense"]' });
	expect(usedSteps()).toEqual([]);
});
