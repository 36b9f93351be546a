// Whether the pointer has rested so long that a display should hide it.

const restMs = 3_000;

/** To be called while a component is set up. */
export function idleCursor(): { readonly current: boolean } {
	let resting = $state(false);
	$effect(() => {
		let timer: ReturnType<typeof setTimeout>;
		const moved = (): void => {
			resting = false;
			clearTimeout(timer);
			timer = setTimeout(() => (resting = true), restMs);
		};
		moved();
		window.addEventListener('pointermove', moved);
		return () => {
			clearTimeout(timer);
			window.removeEventListener('pointermove', moved);
		};
	});
	return {
		get current() {
			return resting;
		}
	};
}
