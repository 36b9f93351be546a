// Holds the version of the document's shape to the shape itself.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import * as Y from 'yjs';
import { expect, it } from 'vitest';
import { boardInfo } from './board-info.ts';
import { citation } from './citation.ts';
import { collectionNames, recordKinds } from './document.ts';
import { createRecord, type RecordInput, type RecordKind } from './record.ts';
import { richTextFragment, type RichText } from './rich-text.ts';
import { schemaVersion } from './version.ts';

/** The hash of each version's shape; the last line belongs to the present one. */
const shapes: Readonly<Record<number, string>> = {
	1: '71f0405dcc39b68d'
};

const everyBlock: RichText = [
	{ type: 'heading', spans: [{ text: 'h' }] },
	{
		type: 'paragraph',
		spans: [
			{ text: 'a', bold: true },
			{ text: 'b', italic: true },
			{ text: 'c', link: 'https://x.y' }
		]
	},
	{ type: 'quote', blocks: [{ type: 'paragraph', spans: [] }] },
	{ type: 'bullet-list', items: [[{ type: 'paragraph', spans: [] }]] },
	{ type: 'ordered-list', items: [[{ type: 'paragraph', spans: [] }]] }
];

/** The validators as JSON Schema, and the Yjs types that lie in the document. */
function presentShape(): unknown {
	const doc = new Y.Doc();
	const written = doc.getMap('written');
	// Only a relation has fields without a default.
	const ends: object = { fromId: 'a', toId: 'b' };
	const kinds = collectionNames.map((name) => {
		const kind: RecordKind = recordKinds[name];
		const record = createRecord(kind, ends as RecordInput<RecordKind>, 'then');
		written.set(name, record);
		const types = [...record.entries()].map(([key, value]) => [
			key,
			value instanceof Y.AbstractType ? value.constructor.name : 'value'
		]);
		return { name, fields: z.toJSONSchema(kind.fields), types: types.sort(), cited: kind.cited };
	});
	written.set('text', richTextFragment(everyBlock));
	return {
		kinds,
		board: z.toJSONSchema(boardInfo),
		citation: z.toJSONSchema(citation),
		richText: String((written.get('text') as Y.XmlFragment).toJSON())
	};
}

it('SHAPE1 a change of shape comes with a new version and a line in its history', () => {
	const hash = createHash('sha256').update(JSON.stringify(presentShape())).digest('hex').slice(0, 16);
	expect(
		hash,
		`The shape of the document changed. Raise schemaVersion in schema/version.ts, add a dated line to its history there,
		write a migration step if stored records need one, and add "${schemaVersion + 1}: '${hash}'" to this test.`
	).toBe(shapes[schemaVersion]);
});

it('SHAPE2 every version has one shape, and the history names each version with its day', async () => {
	const { readFile } = await import('node:fs/promises');
	const history = await readFile(new URL('./version.ts', import.meta.url), 'utf8');
	for (let version = 1; version <= schemaVersion; version++) {
		expect(history).toMatch(new RegExp(`^// +${version} +\\d{4}-\\d\\d-\\d\\d +\\S`, 'm'));
		expect(shapes[version]).toBeDefined();
	}
	expect(Object.keys(shapes)).toHaveLength(schemaVersion);
});
