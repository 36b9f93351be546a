// What passes between presence and the caret plugin.
import { describe, expect, it, vi } from 'vitest';
import type { PresenceChannel } from '../live/people.svelte.ts';
import { caretChannel } from './text-carets.ts';

const user = { id: 'u1', name: 'Ana', color: '#0B6BCB', role: 'editor' };
const cursor = { anchor: { type: { client: 1, clock: 2 } }, head: { type: { client: 1, clock: 2 } } };

function fakePresence() {
	const states = new Map<number, Record<string, unknown>>([[1, {}]]);
	const listeners = new Set<() => void>();
	const presence = {
		clientID: 1,
		getStates: () => states,
		getLocalState: () => states.get(1) ?? null,
		setLocalStateField: (name: string, value: unknown) =>
			void states.set(1, { ...states.get(1), [name]: value }),
		on: (_name: string, listener: () => void) => listeners.add(listener),
		off: (_name: string, listener: () => void) => listeners.delete(listener)
	};
	return {
		presence: presence as unknown as PresenceChannel,
		states,
		listeners,
		change: () => listeners.forEach((listener) => listener())
	};
}

describe('carets', () => {
	it('EDIT6 an editor clears only the caret that it set itself', async () => {
		const { presence, states } = fakePresence();
		const [first, second] = [caretChannel(presence), caretChannel(presence)];
		first.setLocalStateField('cursor', cursor);
		second.setLocalStateField('cursor', cursor);
		first.setLocalStateField('cursor', null);
		await Promise.resolve();
		expect(states.get(1)?.cursor).toEqual(cursor);
		second.setLocalStateField('cursor', null);
		await Promise.resolve();
		expect(states.get(1)?.cursor).toBeNull();
	});

	it('EDIT7 malformed carets and carets of nobody are left out', () => {
		const { presence, states } = fakePresence();
		states.set(2, { user, cursor });
		states.set(3, { user, cursor: { anchor: { tname: 'pins' }, head: { tname: 'pins' } } });
		states.set(4, { cursor });
		states.set(5, { user: { ...user, color: 'red;}' }, cursor });
		states.set(6, { user, cursor: 'here' });
		expect([...caretChannel(presence).getStates().keys()]).toEqual([2]);
	});

	it('EDIT7 the editor hears of carets only, not of every pointer', () => {
		const { presence, states, listeners, change } = fakePresence();
		const channel = caretChannel(presence);
		const listener = vi.fn();
		channel.on('change', listener);
		states.set(2, { user, cursor });
		change();
		states.set(2, { user, cursor, pointer: { pane: 'wall', at: [1, 2] } });
		change();
		expect(listener).toHaveBeenCalledTimes(1);
		channel.off('change', listener);
		expect(listeners.size).toBe(0);
	});
});
