// The three hints on somebody's first board: which were of use already. Remembered by this browser.
import { readRemembered, remember } from '../ui/remembered.ts';

export const firstSteps = ['pin', 'wall', 'together'] as const;
export type FirstStep = (typeof firstSteps)[number];

interface Collections {
	readonly pins: { readonly size: number };
	readonly actors: { readonly size: number };
	readonly notes: { readonly size: number };
}
export interface Counts {
	readonly pins: number;
	readonly cards: number;
}

const settingName = 'first-steps-used';
const areSteps = (value: unknown): value is FirstStep[] =>
	Array.isArray(value) && value.every((step) => firstSteps.includes(step as FirstStep));

export const usedSteps = (): FirstStep[] => readRemembered(settingName, areSteps, []);

/** Hints of these steps are not shown again. */
export function rememberSteps(steps: readonly FirstStep[]): FirstStep[] {
	const used = [...new Set([...usedSteps(), ...steps])];
	remember(settingName, used);
	return used;
}

export const countsOf = ({ pins, actors, notes }: Collections): Counts => ({
	pins: pins.size,
	cards: actors.size + notes.size
});

/** What a change of my own shows that I know how to do. Moving or editing shows nothing. */
export function stepsShownBy(before: Counts, after: Counts): FirstStep[] {
	return [
		...(after.pins > before.pins ? (['pin'] as const) : []),
		...(after.cards > before.cards ? (['wall'] as const) : [])
	];
}
