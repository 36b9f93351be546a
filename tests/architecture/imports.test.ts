// Holds the table of rooms.ts against the imports of all files.
import { describe, expect, test } from 'vitest';
import { faultOf, roomOf } from './rooms.ts';
import { readSources, type Import, type Source } from './sources.ts';

const sources = readSources('src', 'server');

test('ARCH1 every file imports only from rooms that its own may look into', () => {
	expect(sources.flatMap((source) => source.imports).length).toBeGreaterThan(200);
	const faults = sources.flatMap((source) => source.imports.map((item) => faultOf(source, item)));
	expect(faults.filter((fault) => fault !== null)).toEqual([]);
});

test('ARCH2 rooms do not depend on each other in a circle', () => {
	const uses = new Map<string, Set<string>>();
	for (const source of sources) {
		const from = roomOf(source.path);
		if (from === null || source.isTest) continue;
		for (const item of source.imports) {
			const to = item.isOwn ? roomOf(item.target) : null;
			if (to !== null && to !== from) uses.set(from, (uses.get(from) ?? new Set()).add(to));
		}
	}
	expect(findCircle(uses)).toBeNull();
});

function findCircle(uses: ReadonlyMap<string, ReadonlySet<string>>): string | null {
	const done = new Set<string>();
	const visit = (room: string, trail: string[]): string | null => {
		if (trail.includes(room)) return [...trail.slice(trail.indexOf(room)), room].join(' → ');
		if (done.has(room)) return null;
		for (const next of uses.get(room) ?? []) {
			const circle = visit(next, [...trail, room]);
			if (circle) return circle;
		}
		done.add(room);
		return null;
	};
	for (const room of uses.keys()) {
		const circle = visit(room, []);
		if (circle) return circle;
	}
	return null;
}

describe('ARCH3 the table itself', () => {
	const from = (path: string): Source => ({ path, text: '', code: '', lines: 1, imports: [], isTest: false });
	const own = (target: string, typeOnly = false): Import => ({
		specifier: target,
		target,
		isOwn: true,
		typeOnly
	});
	const npm = (target: string): Import => ({ specifier: target, target, isOwn: false, typeOnly: false });
	const refused: [string, Import][] = [
		['src/lib/map/x.ts', own('src/lib/wall/y.ts')],
		['src/lib/map/x.ts', npm('yjs')],
		['src/lib/wall/x.ts', npm('maplibre-gl')],
		['src/lib/board/x.ts', npm('node:fs')],
		['src/lib/board/x.ts', npm('svelte')],
		['src/lib/ui/x.ts', own('src/lib/board/id.ts')],
		['src/lib/server/x.ts', npm('@sveltejs/kit')],
		['src/lib/server/x.ts', own('server/config.ts')],
		['src/routes/+page.server.ts', own('src/lib/server/boards.ts')],
		['src/routes/+page.server.ts', npm('drizzle-orm')],
		['src/lib/sync/x.ts', own('src/lib/board/commands/pins.ts')],
		['server/room.ts', own('src/lib/live/x.ts')],
		['server/room.ts', npm('svelte')]
	];
	test.each(refused)('%s may not import %o', (path, item) => {
		expect(faultOf(from(path), item)).toContain(path);
	});
	const allowed: [string, Import][] = [
		['src/lib/map/x.ts', own('src/lib/board/commands/pins.ts')],
		['src/lib/map/x.ts', npm('maplibre-gl')],
		['src/lib/server/x.ts', npm('yjs')],
		['src/routes/+page.server.ts', own('src/lib/server/boards.ts', true)],
		['server/room.ts', own('src/lib/server/board-store.ts')]
	];
	test.each(allowed)('%s may import %o', (path, item) => {
		expect(faultOf(from(path), item)).toBeNull();
	});
});
