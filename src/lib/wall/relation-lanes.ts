// Gives relations between the same two cards lanes of their own, so that parallel and opposite lines do not cover each other. Pure.

interface Ends {
	readonly id: string;
	readonly fromId: string;
	readonly toId: string;
}

/** The bend of each relation by id, as edgeShape takes it; lanes are symmetric about the straight line. */
export function relationLanes(relations: Iterable<Ends>): Map<string, number> {
	const pairs = new Map<string, Ends[]>();
	for (const relation of relations) {
		const pair = [relation.fromId, relation.toId].sort().join(' ');
		pairs.set(pair, [...(pairs.get(pair) ?? []), relation]);
	}
	const bends = new Map<string, number>();
	for (const together of pairs.values()) {
		// By id, so that everybody sees the same lanes.
		together.sort((a, b) => (a.id < b.id ? -1 : 1));
		together.forEach(({ id, fromId, toId }, place) => {
			const lane = place - (together.length - 1) / 2;
			// Left of the way there is right of the way back. Avoids the -0 of a lone relation.
			bends.set(id, lane === 0 ? 0 : fromId < toId ? lane : -lane);
		});
	}
	return bends;
}
