// Updates are counted through before anything is made of them.
import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { syncLimits } from './limits.ts';
import { clientsIn, scanUpdate } from './scan-update.ts';
import { checkUpdate } from './check-update.ts';

/** One client's structs, each written by `write`. */
function bomb(count: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
	const encoder = encoding.createEncoder();
	for (const n of [1, count, 7, 0]) encoding.writeVarUint(encoder, n);
	for (let i = 0; i < count; i++) write(encoder);
	encoding.writeVarUint(encoder, 0);
	return encoding.toUint8Array(encoder);
}

function gc(encoder: encoding.Encoder): void {
	encoding.writeUint8(encoder, 0);
	encoding.writeVarUint(encoder, 1);
}

function deepValue(depth: number): Uint8Array {
	return bomb(1, (encoder) => {
		encoding.writeUint8(encoder, 8);
		encoding.writeVarUint(encoder, 1);
		encoding.writeVarString(encoder, 'pins');
		encoding.writeVarUint(encoder, 1);
		for (let i = 0; i < depth; i++) encoding.writeUint8Array(encoder, Uint8Array.of(117, 1));
		encoding.writeUint8(encoder, 126);
	});
}

/** A state of one of each kind of content that an honest client can send. */
function everything(): Y.Doc {
	const doc = new Y.Doc();
	const map = doc.getMap('pins');
	map.set('values', [1, -70, 2.5, 1e300, true, null, undefined, 'ü', { a: [{}] }, new Uint8Array(3), 5n]);
	map.set('bytes', new Uint8Array([1, 2, 3]));
	const text = doc.getText('text');
	text.insert(0, 'hello 🗺 world', { bold: true });
	text.insertEmbed(2, { image: 'x' });
	text.delete(1, 2);
	const fragment = doc.getXmlFragment('note');
	fragment.insert(0, [new Y.XmlElement('p'), new Y.XmlText('words')]);
	(fragment.get(0) as Y.XmlElement).setAttribute('align', 'left');
	map.set('list', Y.Array.from([1, 2, 3]));
	map.delete('bytes');
	return doc;
}

test('WIRE15 finds whose structs are in an update, whatever it holds', () => {
	const [first, second] = [everything(), everything()];
	Y.applyUpdate(first, Y.encodeStateAsUpdate(second));
	const update = Y.encodeStateAsUpdate(first);
	expect(clientsIn(update).toSorted()).toEqual([first.clientID, second.clientID].toSorted());
	expect(clientsIn(update)).toEqual([...Y.parseUpdateMeta(update).from.keys()]);
	expect(clientsIn(update.subarray(0, update.length - 1))).toEqual([]);
});

test.each([
	['a million structs', bomb(1_000_000, gc), 'too many structs'],
	['a promise of a million structs', bomb(1_000_000, gc).subarray(0, 10), 'more than it holds'],
	['a value of a million levels', deepValue(1_000_000), 'nested too deep']
])('WIRE15 refuses %s before it is decoded', (_name, update, reason) => {
	const refusal = { kind: 'refused', reason: expect.stringContaining(reason) as string };
	expect(checkUpdate(new Y.Doc(), update, syncLimits)).toMatchObject({
		...refusal,
		reason: expect.stringMatching(/^not an update \(/) as string
	});
	// Refused by the walk through its bytes, of which nothing was made.
	expect(scanUpdate(update, syncLimits)).toMatchObject(refusal);
});

test('WIRE15 refuses bytes behind the end, and a client id that comes twice', () => {
	const update = Y.encodeStateAsUpdate(everything());
	expect(scanUpdate(Uint8Array.of(...update, 0), syncLimits)).toMatchObject({ kind: 'refused' });
	const twice = Uint8Array.of(2, 1, 7, 0, 0, 1, 1, 7, 1, 0, 1, 0);
	expect(scanUpdate(twice, syncLimits)).toMatchObject({ reason: 'a client id comes twice' });
	const depth = (levels: number) => scanUpdate(deepValue(levels), syncLimits).kind;
	expect([depth(syncLimits.valueDepthMax - 1), depth(syncLimits.valueDepthMax)]).toEqual([
		'readable',
		'refused'
	]);
});
