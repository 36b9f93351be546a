// Which pins glow, on a view of plain maps.
import { expect, test } from 'vitest';
import { pinKind, type Pin } from '../board/schema/pin.ts';
import type { BoardView, RecordChange } from '../live/board-view.svelte.ts';
import { Glows, glowingMax } from './glows.svelte.ts';

function scene(count: number) {
	const pinOf = (id: string, at: Pin['at']): Pin => ({
		...pinKind.fields.parse({ at }),
		id,
		createdAt: '',
		citations: {},
		description: []
	});
	const ids = Array.from({ length: count }, (_, n) => `p${n}`);
	const pins = new Map(ids.map((id) => [id, pinOf(id, [1, 2])]));
	pins.set('unplaced', pinOf('unplaced', null));
	let listener: (change: RecordChange) => void = () => undefined;
	const onChange = (given: typeof listener) => {
		listener = given;
		return () => (listener = () => undefined);
	};
	const glows = new Glows({ pins, onChange } as unknown as BoardView);
	return {
		glows,
		ids,
		tell: (changed: readonly string[], remote = true, collection: RecordChange['collection'] = 'pins') =>
			listener({ collection, ids: new Set(changed), remote })
	};
}

test('MAP7 a pin that somebody else changed glows where it stands, until it has glowed', () => {
	const { glows, tell } = scene(5);
	tell(['p1', 'unplaced']);
	expect([...glows.places]).toEqual([['p1', [1, 2]]]);
	glows.end('p1');
	expect(glows.places.size).toBe(0);
	glows.destroy();
	tell(['p1']);
	expect(glows.places.size).toBe(0);
});

test('MAP7 what I did myself does not glow, nor what is no pin', () => {
	const { glows, tell } = scene(5);
	tell(['p1'], false);
	tell(['p1'], true, 'actors');
	expect(glows.places.size).toBe(0);
});

test('MAP7 a board that arrives and an import do not glow', () => {
	const { glows, ids, tell } = scene(40);
	tell(ids.slice(0, glowingMax + 1));
	expect(glows.places.size).toBe(0);
	const small = scene(3);
	small.tell([...small.ids, 'unplaced']);
	expect(small.glows.places.size).toBe(0);
});
