// Which way an arrow key on the map moves what is selected.

const directions: Partial<Record<string, readonly [number, number]>> = {
	ArrowLeft: [-1, 0],
	ArrowRight: [1, 0],
	ArrowUp: [0, -1],
	ArrowDown: [0, 1]
};

/** x to the right, y downwards; null where the press is no arrow on the map itself, or means something else. */
export function nudgeDirection(event: KeyboardEvent): readonly [number, number] | null {
	if (event.ctrlKey || event.metaKey || event.altKey) return null;
	if (!(event.target as HTMLElement).classList.contains('maplibregl-canvas')) return null;
	return directions[event.key] ?? null;
}
