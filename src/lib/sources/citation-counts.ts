// How often each source is cited on the board.
import type { Citations } from '../board/schema/citation.ts';

export function citationCounts(records: Iterable<{ readonly citations: Citations }>): Map<string, number> {
	const counts = new Map<string, number>();
	for (const { citations } of records) {
		for (const sourceId of Object.keys(citations)) counts.set(sourceId, (counts.get(sourceId) ?? 0) + 1);
	}
	return counts;
}
