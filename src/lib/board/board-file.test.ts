// The board file: out and in again without loss, and what it refuses.
import * as Y from 'yjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boardFileOf, boardFileUpdate, parseBoardFile, type BoardFile } from './board-file.ts';
import { isId, newId } from './id.ts';
import { migrateDocument } from './schema/migrations.ts';
import type { Block } from './schema/rich-text.ts';
import { schemaVersion } from './schema/version.ts';
import { readSnapshot, type BoardSnapshot } from './snapshot.ts';
import { actorColours } from './vocabulary/actor-colours.ts';
import { actorTypes } from './vocabulary/actor-types.ts';
import { credibilities, reliabilities } from './vocabulary/admiralty.ts';
import { confidences } from './vocabulary/confidence.ts';
import { eventStatuses } from './vocabulary/event-statuses.ts';
import { eventTypes } from './vocabulary/event-types.ts';
import { likelihoods } from './vocabulary/likelihood.ts';
import { placePrecisions } from './vocabulary/place-precisions.ts';
import { relationStrengths } from './vocabulary/relation-strengths.ts';
import { relationTypes } from './vocabulary/relation-types.ts';
import { sourceKinds } from './vocabulary/source-kinds.ts';
import { tlpLabels } from './vocabulary/tlp.ts';

/** As it would travel: parsed, written into a document, read. */
function brought(json: unknown): BoardSnapshot {
	const parsed = parseBoardFile(json);
	if (!parsed.ok) throw new Error(parsed.problems.join('; '));
	const doc = new Y.Doc();
	Y.applyUpdate(doc, boardFileUpdate(parsed.file, newId));
	expect(migrateDocument(doc)).toBe(false);
	return readSnapshot(doc);
}

const viaJson = (snapshot: BoardSnapshot): unknown => JSON.parse(JSON.stringify(boardFileOf(snapshot)));
const keyOf = (list: readonly { key: string }[]) => fc.constantFrom(...list.map((entry) => entry.key));
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const words = (max = 40) =>
	fc.string({ unit: 'grapheme', maxLength: max }).filter((text) => text.length <= 300);
/** Without -0, which JSON does not have. */
const degrees = (limit: number) =>
	fc.double({ min: -limit, max: limit, noNaN: true }).map((value) => value + 0);
const wallAt = fc.tuple(
	fc.integer({ min: -1_000_000, max: 1_000_000 }),
	fc.integer({ min: -5_000, max: 5_000 })
);

const spans = fc.array(
	fc.record(
		{
			text: words(),
			bold: fc.constant(true as const),
			italic: fc.constant(true as const),
			link: fc.constantFrom('https://example.org/x', 'mailto:a@example.org')
		},
		{ requiredKeys: ['text'] }
	),
	{ maxLength: 4 }
);
const { blocks } = fc.letrec<{ block: Block; blocks: Block[] }>((tie) => ({
	block: fc.oneof(
		{ maxDepth: 3 },
		fc.record({ type: fc.constantFrom('paragraph' as const, 'heading' as const), spans }),
		fc.record({
			type: fc.constantFrom('bullet-list' as const, 'ordered-list' as const),
			items: fc.array(tie('blocks'), { maxLength: 3 })
		}),
		fc.record({ type: fc.constant('quote' as const), blocks: tie('blocks') })
	),
	blocks: fc.array(tie('block'), { maxLength: 3 })
}));

const moment = fc
	.tuple(
		fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
		fc.boolean()
	)
	.chain(([date, ongoing]) => {
		const text = date.toISOString();
		return fc
			.constantFrom(
				['minute', `${text.slice(0, 16)}Z`],
				['day', text.slice(0, 10)],
				['month', text.slice(0, 7)],
				['year', text.slice(0, 4)]
			)
			.map(([precision, start]) => ({
				start,
				end: ongoing ? null : start,
				precision,
				ongoing,
				circa: !ongoing,
				basis: ongoing ? 'inferred' : 'stated',
				basisNote: ''
			}));
	});

const ids = fc.uniqueArray(
	fc.oneof(
		fc.stringMatching(/^[a-z0-9]{22}$/),
		fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
		fc.string({ minLength: 1, maxLength: 20 })
	),
	{ minLength: 12, maxLength: 12 }
);

const file = ids.chain((all) => {
	const [pins, actors, notes, relations, sources] = [0, 3, 6, 8, 10].map((at, index) =>
		all.slice(at, [3, 6, 8, 10, 12][index])
	) as [string[], string[], string[], string[], string[]];
	const records = <T extends object>(
		own: string[],
		fields: Record<string, fc.Arbitrary<unknown>>,
		_type?: T
	) => fc.tuple(...own.map((id) => fc.record({ id: fc.constant(id), ...fields })));
	const linkTo = (targets: string[]) => fc.constantFrom(...targets, 'points-nowhere');
	const citations = fc.dictionary(
		fc.constantFrom(...sources, 'gone'),
		fc.record({ speaker: words(), credibility: orNull(keyOf(credibilities)), note: words() })
	);
	return fc.record({
		format: fc.constant('sandtable-board'),
		version: fc.constant(schemaVersion),
		board: fc.record({
			title: words(),
			subtitle: words(),
			tlp: orNull(keyOf(tlpLabels)),
			ownMarking: words(),
			bottomLine: words(200)
		}),
		pins: records(pins, {
			title: words(),
			at: orNull(fc.tuple(degrees(180), degrees(90))),
			placeName: words(),
			placePrecision: keyOf(placePrecisions),
			time: orNull(moment),
			eventType: orNull(keyOf(eventTypes)),
			subEvent: orNull(words()),
			status: keyOf(eventStatuses),
			actorId: orNull(linkTo(actors)),
			description: blocks,
			citations
		}),
		actors: records(actors, {
			name: words(),
			aliases: fc.array(words(), { maxLength: 4 }),
			type: keyOf(actorTypes),
			colour: keyOf(actorColours),
			at: wallAt,
			description: blocks,
			citations
		}),
		notes: records(notes, {
			likelihood: orNull(keyOf(likelihoods)),
			confidence: orNull(keyOf(confidences)),
			basis: words(200),
			wouldChange: words(200),
			at: wallAt,
			size: fc.tuple(fc.integer({ min: 120, max: 2_000 }), fc.integer({ min: 120, max: 2_000 })),
			text: blocks,
			citations
		}),
		relations: records(relations, {
			fromId: linkTo(actors),
			toId: linkTo(actors),
			type: keyOf(relationTypes),
			strength: keyOf(relationStrengths),
			label: words(),
			time: orNull(moment),
			description: blocks,
			citations
		}),
		sources: records(sources, {
			title: words(),
			authors: words(),
			publisher: words(),
			published: orNull(moment),
			url: fc.constantFrom('', 'https://example.org/report?id=1'),
			kind: keyOf(sourceKinds),
			reliability: orNull(keyOf(reliabilities)),
			note: words(200)
		})
	});
});

/** Ids are replaced, and texts are brought into their normal form. */
const differing = new Set(['id', 'citations', 'description', 'text', 'actorId', 'fromId', 'toId']);

const bare = (more: object = {}): unknown => ({
	format: 'sandtable-board',
	version: 1,
	board: { title: 'x' },
	...more
});
const problemsOf = (json: unknown): string => {
	const parsed = parseBoardFile(json);
	return parsed.ok ? '' : parsed.problems.join('\n');
};

describe('the board file', () => {
	it('FILE1 a board goes out and comes in again the same, whatever it holds', () => {
		fc.assert(
			fc.property(file, (content) => {
				const first = brought(content);
				const second = brought(viaJson(first));
				expect(second).toEqual(first);
				expect(second.unreadable).toEqual([]);
			}),
			{ numRuns: 100 }
		);
	});

	it('FILE2 every field of a file arrives, its records in their order, with ids of our form and links that hold', () => {
		fc.assert(
			fc.property(file, (content) => {
				const snapshot = brought(content);
				for (const name of ['pins', 'actors', 'notes', 'relations', 'sources'] as const) {
					const given = content[name] as Record<string, unknown>[];
					expect(snapshot[name].map((record) => isId(record.id))).toEqual(given.map(() => true));
					for (const [index, record] of snapshot[name].entries()) {
						const fields = Object.fromEntries(
							Object.entries(given[index]!).filter(([key]) => !differing.has(key))
						);
						expect(record).toMatchObject(fields);
						expect(Object.keys(record.citations)).toHaveLength(
							Object.keys((given[index]!.citations as object | undefined) ?? {}).length
						);
					}
				}
				const actors = new Map(
					(content.actors as unknown as { id: string }[]).map(({ id }, index) => [
						id,
						snapshot.actors[index]!.id
					])
				);
				for (const [index, relation] of (content.relations as unknown as { fromId: string }[]).entries()) {
					const expected = actors.get(relation.fromId);
					if (expected) expect(snapshot.relations[index]!.fromId).toBe(expected);
				}
			}),
			{ numRuns: 50 }
		);
	});

	it('FILE3 the time of making is kept; a file written by hand needs none', () => {
		const made = '2026-01-02T03:04:05.678Z';
		const { actors } = brought(
			bare({
				actors: [
					{ id: 'b', name: 'B' },
					{ id: 'a', name: 'A', createdAt: made }
				]
			})
		);
		expect(actors.map((actor) => actor.name)).toEqual(['A', 'B']);
		expect(actors[0]!.createdAt).toBe(made);
		expect(brought(bare({ actors: [{ id: 'a', createdAt: 'yesterday' }] })).actors[0]!.createdAt).toMatch(
			/^\d{4}-/
		);
	});

	it.each<[string, unknown, RegExp]>([
		['no object', 7, /expected object/],
		['another format', { ...(bare() as object), format: 'kml' }, /format/],
		['a newer version', { ...(bare() as object), version: schemaVersion + 1 }, /version/],
		['no title block', { format: 'sandtable-board', version: 1 }, /board/],
		['a place off the earth', bare({ pins: [{ id: 'p', at: [0, 91] }] }), /pins\.0\.at/],
		['an unknown term', bare({ notes: [{ id: 'n', likelihood: 'maybe' }] }), /notes\.0\.likelihood/],
		['a link that is a script', bare({ sources: [{ id: 's', url: 'javascript:1' }] }), /sources\.0\.url/],
		['the same id twice', bare({ actors: [{ id: 'a' }], notes: [{ id: 'a' }] }), /"a" names two records/]
	])('FILE4 refuses %s and says where', (_name, json, reason) => expect(problemsOf(json)).toMatch(reason));

	it('FILE4 names ten problems at most', () => {
		const pins = Array.from({ length: 50 }, (_unused, index) => ({ id: `p${index}`, at: [999, 0] }));
		expect(problemsOf(bare({ pins })).split('\n')).toHaveLength(10);
	});

	it('FILE5 what a program wrote under ids of its own can be brought in again', () => {
		const parsed = parseBoardFile(bare({ actors: [{ id: 'Actor 1/Ж' }] }));
		expect(parsed.ok && isId(brought(parsed.file as BoardFile).actors[0]!.id)).toBe(true);
	});
});
