// Turns a vocabulary list into the tuple of keys that a validator wants, and finds entries by key.

export function keysOf<const List extends readonly { key: string }[]>(
	list: List
): [List[number]['key'], ...List[number]['key'][]] {
	return list.map((entry) => entry.key) as [List[number]['key'], ...List[number]['key'][]];
}

/** The label of `key`, or the key itself where the list does not know it. */
export function labelOf(list: readonly { key: string; label: string }[], key: string | null): string {
	return list.find((entry) => entry.key === key)?.label ?? key ?? '';
}
