import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Absence, followedTab, returnGraceMs } from './followed-tab.ts';

const tab = (clientId: number, id: string, view?: object): [number, Tab] => [
	clientId,
	{ clientId, user: { id }, view }
];
interface Tab {
	clientId: number;
	user: { id: string };
	view?: object;
}
const ana = { clientId: 1, userId: 'ana' };

describe('the tab of whom I follow', () => {
	it('FOLLOW3 is the one that was chosen, whatever other tabs the person has', () => {
		expect(followedTab(new Map([tab(1, 'ana'), tab(2, 'ben'), tab(3, 'ana')]), ana)?.clientId).toBe(1);
	});

	it('FOLLOW3 is the newest of theirs after a reload', () => {
		expect(followedTab(new Map([tab(2, 'ben'), tab(3, 'ana'), tab(4, 'ana')]), ana)?.clientId).toBe(4);
	});

	it('FOLLOW3 is one that shows something, where there is one: a display of theirs tells no view', () => {
		expect(followedTab(new Map([tab(1, 'ana'), tab(3, 'ana', {}), tab(4, 'ana')]), ana)?.clientId).toBe(3);
	});

	it('FOLLOW3 is none while they have none, and never somebody else’s', () => {
		expect(followedTab(new Map([tab(2, 'ben')]), ana)).toBeNull();
		expect(followedTab(new Map([tab(1, 'ben')]), ana)).toBeNull();
	});
});

describe('being away', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	it('FOLLOW4 is over once, after the grace time, counted from its beginning', () => {
		const over = vi.fn();
		const absence = new Absence(over);
		absence.set(true);
		vi.advanceTimersByTime(returnGraceMs - 1);
		absence.set(true);
		expect(over).not.toHaveBeenCalled();
		vi.advanceTimersByTime(1);
		expect(over).toHaveBeenCalledOnce();
		vi.advanceTimersByTime(2 * returnGraceMs);
		expect(over).toHaveBeenCalledOnce();
	});

	it('FOLLOW4 who comes back in time is not gone, and has the whole time again', () => {
		const over = vi.fn();
		const absence = new Absence(over);
		absence.set(true);
		vi.advanceTimersByTime(returnGraceMs - 1);
		absence.set(false);
		absence.set(true);
		vi.advanceTimersByTime(returnGraceMs - 1);
		expect(over).not.toHaveBeenCalled();
	});
});
