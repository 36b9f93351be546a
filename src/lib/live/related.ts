// What a selection is about on the other pane: a pin's actor, an actor's pins. Shown fainter than the selection itself.
import type { Pin } from '../board/schema/pin.ts';

/** Related records that are not selected themselves. */
export function relatedIds(
	pins: ReadonlyMap<string, Pin>,
	selected: ReadonlySet<string>
): ReadonlySet<string> {
	const related = new Set<string>();
	if (selected.size === 0) return related;
	for (const pin of pins.values()) {
		if (pin.actorId === null) continue;
		if (selected.has(pin.id)) related.add(pin.actorId);
		if (selected.has(pin.actorId)) related.add(pin.id);
	}
	for (const id of selected) related.delete(id);
	return related;
}
