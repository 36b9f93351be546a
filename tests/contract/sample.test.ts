// The sample board against the checklist of its scenario: every actor, relation, event, statement and assessment that the present
// schema can hold. It judges the file in the repository, as an installation would import it; it needs no server.
import { readFileSync } from 'node:fs';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { boardFileUpdate, parseBoardFile, type BoardFile } from '#lib/board/board-file.ts';
import { newId } from '#lib/board/id.ts';
import { plainText, type RichText } from '#lib/board/schema/rich-text.ts';
import { readSnapshot, type BoardSnapshot } from '#lib/board/snapshot.ts';
import { eventTypes } from '#lib/board/vocabulary/event-types.ts';

const samplePath = new URL('../../server/samples/libya-2019.json', import.meta.url);
const parsed = parseBoardFile(JSON.parse(readFileSync(samplePath, 'utf8')));
if (!parsed.ok) throw new Error(`the sample is not a board file: ${parsed.problems.join('; ')}`);
const file: BoardFile = parsed.file;

function imported(): BoardSnapshot {
	const doc = new Y.Doc();
	Y.applyUpdate(doc, boardFileUpdate(file, newId));
	return readSnapshot(doc);
}
const board = imported();
const byName = new Map(board.actors.map((actor) => [actor.name, actor]));
const nameOf = new Map(board.actors.map((actor) => [actor.id, actor.name]));

const LNA = 'Libyan National Army (LNA)';
const GNA = 'Government of National Accord (GNA)';
const UNSMIL = 'UN mission in Libya (UNSMIL)';
const AFRICOM = 'US Africa Command (AFRICOM)';

/** name · type · an alias that must be findable · the actor whose colour it shares */
const actors = [
	[LNA, 'armed-group', 'الجيش الوطني الليبي', LNA],
	['Khalifa Haftar', 'person', 'خليفة حفتر', LNA],
	[GNA, 'government', 'حكومة الوفاق الوطني', GNA],
	['Russia', 'state', 'Россия', 'Russia'],
	['Russian regular forces', 'state-forces', 'Вооружённые силы Российской Федерации', 'Russia'],
	['Wagner Group', 'private-military-company', 'Группа Вагнера', 'Wagner Group'],
	['United States', 'state', 'الولايات المتحدة', 'United States'],
	['US State Department', 'government-body', 'State Department', 'United States'],
	[AFRICOM, 'military-command', 'AFRICOM', 'United States'],
	['David Schenker', 'person', 'ديفيد شينكر', 'United States'],
	['Victoria Coates', 'person', 'فيكتوريا كوتس', 'United States'],
	['Nate Herring', 'person', 'نيت هيرينغ', AFRICOM],
	['United Nations', 'international-organisation', 'الأمم المتحدة', 'United Nations'],
	[UNSMIL, 'mission', 'بعثة الأمم المتحدة للدعم في ليبيا', 'United Nations'],
	['Ghassan Salamé', 'person', 'غسان سلامة', UNSMIL],
	['Turkey', 'state', 'تركيا', 'Turkey'],
	['Egypt', 'state', 'مصر', 'Egypt'],
	['United Arab Emirates', 'state', 'UAE', 'United Arab Emirates'],
	['ISIS', 'armed-group', 'داعش', 'ISIS'],
	['al-Qaeda', 'armed-group', 'القاعدة', 'al-Qaeda'],
	['NATO', 'alliance', 'حلف شمال الأطلسي', 'NATO']
] as const;

/** from · type · to · strength */
const relations = [
	[LNA, 'commanded-by', 'Khalifa Haftar', 'confirmed'],
	[LNA, 'enemy-of', GNA, 'confirmed'],
	['Russian regular forces', 'provide-support-to', LNA, 'unconfirmed'],
	['Wagner Group', 'fights-for', LNA, 'unconfirmed'],
	['Wagner Group', 'works-for', 'Russia', 'unconfirmed'],
	['Wagner Group', 'supports', LNA, 'tentative'],
	['Egypt', 'supports', LNA, 'unconfirmed'],
	['United Arab Emirates', 'supports', LNA, 'unconfirmed'],
	['Turkey', 'supports', GNA, 'unconfirmed'],
	['Turkey', 'supplies', GNA, 'tentative'],
	['United Nations', 'recognises', GNA, 'confirmed'],
	['United States', 'supports', GNA, 'confirmed'],
	['United States', 'praises', 'Khalifa Haftar', 'confirmed'],
	['United States', 'meets-with', 'Khalifa Haftar', 'confirmed'],
	['United States', 'targets', 'ISIS', 'confirmed'],
	['United States', 'targets', 'al-Qaeda', 'confirmed']
] as const;

/** title contains · start · time precision · basis · place precision · status */
const events = [
	['offensive to take Tripoli', '2019-04', 'month', 'stated', 'city', 'confirmed'],
	['drone lost', '2019-11-21', 'day', 'inferred', 'city', 'disputed'],
	['delegation meets Haftar', '2019-11-24', 'day', 'inferred', 'unknown', 'confirmed'],
	['State Department statement', '2019-11-25', 'day', 'inferred', 'city', 'confirmed'],
	['Schenker warns', '2019-11-26', 'day', 'inferred', 'city', 'confirmed'],
	['Deployment of Russian regulars', '2019-11', 'month', 'inferred', 'country', 'claimed']
] as const;

/** claim · speaker · words that must stand in the same paragraph or item */
const claims = [
	['C1', 'Schenker', 'significant numbers'],
	['C2', 'US officials, earlier', 'hundreds of Wagner mercenaries'],
	['C3', 'two unnamed US defence officials', 'Russian mercenaries'],
	['C4', 'a third unnamed official', 'apologised'],
	['C5', 'Nate Herring', 'under investigation'],
	['C6', 'the reporters', 'drone of the GNA'],
	['C7', 'UNSMIL', 'well above 800'],
	['C8', 'UN', 'around 240'],
	['C9', 'Schenker', '80 %'],
	['C10', 'Salamé', 'outside'],
	['C11', 'Schenker', 'civilians'],
	['C12', 'AFRICOM', 'co-ordinated']
] as const;

const richTexts: RichText[] = [
	...board.pins.map((pin) => pin.description),
	...board.actors.map((actor) => actor.description),
	...board.relations.map((relation) => relation.description),
	...board.notes.map((note) => note.text)
];
const lines = richTexts.flatMap((text) => plainText(text).split('\n'));

describe('the sample board', () => {
	it('SAMPLE1 imports whole, with ids of our own and no dangling link', () => {
		expect(board.unreadable).toEqual([]);
		const counts = (of: BoardSnapshot | BoardFile) =>
			[of.pins, of.actors, of.notes, of.relations, of.sources].map((list) => list.length);
		expect(counts(board)).toEqual(counts(file));
		const ids = new Set(
			[board.pins, board.actors, board.notes, board.relations, board.sources]
				.flat()
				.map((record) => record.id)
		);
		for (const relation of board.relations) {
			expect(ids).toContain(relation.fromId);
			expect(ids).toContain(relation.toId);
		}
		for (const pin of board.pins) if (pin.actorId) expect(ids).toContain(pin.actorId);
		for (const record of [...board.pins, ...board.actors, ...board.notes, ...board.relations])
			for (const sourceId of Object.keys(record.citations)) expect(ids).toContain(sourceId);
	});

	it('SAMPLE2 says what it is: title, marking, bottom line, its one source', () => {
		expect(board.board).toMatchObject({ title: expect.stringContaining('Libya'), tlp: 'CLEAR' });
		expect(board.board.bottomLine.length).toBeGreaterThan(200);
		expect(board.sources).toHaveLength(1);
		expect(board.sources[0]).toMatchObject({
			authors: 'Nicole Gaouette; Ryan Browne',
			publisher: 'CNN',
			kind: 'news-report',
			reliability: 'B'
		});
	});

	it.each(actors)(
		'SAMPLE3 holds the actor %s (%s), findable as %s',
		(name, type, alias, sharesColourWith) => {
			const actor = byName.get(name);
			expect(actor?.type).toBe(type);
			expect(actor?.aliases).toContain(alias);
			expect(actor?.colour).toBe(byName.get(sharesColourWith)?.colour);
			expect(plainText(actor?.description ?? [])).not.toBe('');
		}
	);

	it('SAMPLE3 gives the Libyan sides colours that no eye confuses', () => {
		expect([byName.get(LNA)?.colour, byName.get(GNA)?.colour]).toEqual(['orange', 'blue']);
		expect(board.actors.map((actor) => actor.name).sort()).toEqual(actors.map(([name]) => name).sort());
	});

	it.each(relations)('SAMPLE4 relates %s – %s → %s (%s)', (from, type, to, strength) => {
		const found = board.relations.filter(
			(relation) =>
				nameOf.get(relation.fromId) === from && relation.type === type && nameOf.get(relation.toId) === to
		);
		expect(found).toHaveLength(1);
		expect(found[0]).toMatchObject({ strength });
		expect(Object.keys(found[0]!.citations)).toHaveLength(1);
		expect(plainText(found[0]!.description)).not.toBe('');
	});

	it.each(events)(
		'SAMPLE5 pins “%s”: %s (%s, %s), place %s, %s',
		(title, start, precision, basis, place, status) => {
			const found = board.pins.filter((pin) => pin.title.includes(title));
			expect(found).toHaveLength(1);
			const pin = found[0]!;
			expect(pin).toMatchObject({
				time: { start, precision, basis },
				placePrecision: place,
				status,
				actorId: expect.any(String)
			});
			expect(pin.at === null).toBe(place === 'unknown');
			expect(pin.time?.basisNote === '').toBe(basis === 'stated');
			const type = eventTypes.find((entry) => entry.key === pin.eventType);
			expect(type?.subEvents).toContain(pin.subEvent);
			expect(Object.values(pin.citations).every((entry) => entry.speaker && entry.credibility)).toBe(true);
		}
	);

	it('SAMPLE5 infers each day from a weekday that agrees with the calendar', () => {
		const days = board.pins.filter((pin) => pin.time?.precision === 'day');
		expect(board.pins).toHaveLength(events.length);
		for (const { time } of days) {
			const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' });
			expect(time!.basisNote).toContain(`The report says ${weekday.format(new Date(time!.start))}`);
		}
	});

	it.each(claims)('SAMPLE6 keeps %s beside its speaker %s', (claim, speaker, words) => {
		const said = lines.filter((line) => new RegExp(`\\b${claim}\\b`).test(line));
		expect(
			said.some((line) => line.includes(speaker) && line.includes(words)),
			said.join('\n')
		).toBe(true);
	});

	it('SAMPLE7 assesses with likelihood and confidence apart, each with its basis and what would change it', () => {
		const assessments = board.notes.filter((note) => note.likelihood !== null);
		expect(assessments).toHaveLength(5);
		for (const note of assessments) {
			expect(note.confidence).not.toBeNull();
			expect(note.basis).not.toBe('');
			expect(note.wouldChange).not.toBe('');
			expect(Object.keys(note.citations)).toHaveLength(1);
		}
	});

	it.each([
		['Q1', 3],
		['Q2', 4]
	])('SAMPLE8 states question %s with its %i competing hypotheses as a list', (question, count) => {
		const note = board.notes.find((entry) => plainText(entry.text).startsWith(`${question} `));
		const list = note?.text.find((block) => block.type === 'bullet-list');
		expect(list && 'items' in list ? list.items.length : 0).toBe(count);
		expect(note?.wouldChange).not.toBe('');
	});

	// A card with two lines of name and three of description is the tallest.
	it.each([
		['usual', 110, 80],
		['tallest', 180, 20]
	])(
		'SAMPLE9 no two boxes crowd each other on the wall, with cards of the %s height',
		(_name, cardHeight, gapPixels) => {
			const boxes = [
				...board.actors.map(({ name, at }) => ({ name, at, size: [240, cardHeight] as const })),
				...board.notes.map(({ text, at, size }) => ({ name: plainText(text).split('\n')[0], at, size }))
			].map(({ name, at: [left, top], size: [width, height] }) => ({
				name,
				left,
				top,
				right: left + width,
				bottom: top + height
			}));
			const crowded = boxes.flatMap((a, index) =>
				boxes
					.slice(index + 1)
					.filter(
						(b) =>
							a.left < b.right + gapPixels &&
							b.left < a.right + gapPixels &&
							a.top < b.bottom + gapPixels &&
							b.top < a.bottom + gapPixels
					)
					.map((b) => `${a.name} and ${b.name}`)
			);
			expect(crowded).toEqual([]);
		}
	);
});
