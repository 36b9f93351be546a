// The boards that are measured: pins with everything a real one has, the same for every server.
import * as Y from 'yjs';
import { addPin } from '#lib/board/commands/pins.ts';
import type { PinInput } from '#lib/board/schema/pin.ts';
import { migrateDocument } from '#lib/board/schema/migrations.ts';
import type { StoredContent } from './peers/peer.ts';

/** Changes that a log holds behind its newest checkpoint. */
const tailCount = 200;

const made = new Map<number, StoredContent>();

/** A document of `objects` pins. */
export function boardContent(objects: number): StoredContent {
	const known = made.get(objects) ?? makeContent(objects);
	made.set(objects, known);
	return known;
}

function makeContent(objects: number): StoredContent {
	const doc = new Y.Doc();
	const board = { doc, undo: null };
	migrateDocument(doc);
	const foldedCount = Math.max(0, objects - tailCount);
	doc.transact(() => {
		for (let n = 0; n < foldedCount; n++) addPin(board, pin(n));
	});
	const folded = Y.encodeStateAsUpdate(doc);
	const tail: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => tail.push(update));
	for (let n = foldedCount; n < objects; n++) addPin(board, pin(n));
	const whole = Y.encodeStateAsUpdate(doc);
	doc.destroy();
	return { whole, folded, tail };
}

function pin(n: number): PinInput {
	return {
		title: `Shelling near the junction, report ${n}`,
		at: [10 + (n % 1_000) / 100, 25 + (n % 777) / 100],
		placeName: `Road ${n % 40}, kilometre ${n % 97}`,
		eventType: 'explosions-remote-violence',
		status: 'reported',
		description: [{ type: 'paragraph', spans: [{ text: `Two sources speak of impact ${n} at dawn.` }] }]
	};
}
