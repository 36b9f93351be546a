// Pins that lie on each other: which one a click means. Pure.

/** The topmost, or the next one below where one of them alone is selected already: clicking goes through the pile. */
export function nextInPile(topmostFirst: readonly string[], selectedId: string | null): string | null {
	const [topmost] = topmostFirst;
	if (topmost === undefined) return null;
	// What is selected is drawn on top, so the order of drawing changes with every click; the order of ids does not.
	const pile = [...new Set(topmostFirst)].sort();
	const place = selectedId === null ? -1 : pile.indexOf(selectedId);
	return place < 0 ? topmost : (pile[(place + 1) % pile.length] ?? topmost);
}
