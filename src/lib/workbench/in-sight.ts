// Whether a record that a pane draws as an element lies (partly) outside of what the pane shows.

export function isCutOff(paneId: string, recordId: string): boolean {
	const pane = document.getElementById(paneId);
	const drawn = pane?.querySelector(`[data-id="${CSS.escape(recordId)}"]`);
	if (!pane || !drawn) return false;
	const frame = pane.getBoundingClientRect();
	const box = drawn.getBoundingClientRect();
	return box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
}
