// Tells the others what I have selected and what I see, not too often. Pointer and drag are told by the panes themselves.
import { presenceIdsMax, type PresenceView } from '../board/presence.ts';
import type { People } from '../live/people.svelte.ts';
import type { Selection } from '../live/selection.svelte.ts';
import { throttle } from '../live/throttle.ts';

const selectionIntervalMs = 100;
const viewIntervalMs = 200;

/** To be called while a component is set up. `view` is null while there is nothing to tell. */
export function publishMyself(people: People, selection: Selection, view: () => PresenceView | null): void {
	const publishSelection = throttle((ids: string[]) => people.publish('selection', ids), selectionIntervalMs);
	const publishView = throttle((seen: PresenceView) => people.publish('view', seen), viewIntervalMs);
	$effect(() => publishSelection([...selection.ids].slice(0, presenceIdsMax)));
	$effect(() => {
		const seen = view();
		if (seen) publishView(seen);
	});
	$effect(() => () => {
		publishSelection.cancel();
		publishView.cancel();
	});
}
