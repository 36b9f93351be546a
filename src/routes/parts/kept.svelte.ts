// Kit empties `form` for a moment before each new answer. What must not fall apart in between reads it through this.

/** The last answer that was not empty. */
export function kept<T>(read: () => T | null | undefined): { readonly current: T | null } {
	let last: T | null = null;
	const current = $derived.by(() => (last = read() ?? last));
	return {
		get current() {
			return current;
		}
	};
}
