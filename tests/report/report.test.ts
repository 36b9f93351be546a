// Real reports of stored boards, typeset and read back.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { createReports } from '#lib/server/report/reports.ts';
import {
	arabicName,
	createReportWorld,
	cyrillicName,
	fullBoard,
	richText,
	type ReportWorld
} from './boards.ts';
import { readPdf, type PdfContent } from './pdf-text.ts';

let world: ReportWorld;

beforeAll(async () => {
	world = await createReportWorld();
});

async function reportOf(
	content: Record<string, unknown>
): Promise<{ pdf: Uint8Array; pages: number; fileName: string }> {
	const report = await world.services.reports.typesetBoard(await world.store(content));
	if (!report.ok) throw new Error(report.message);
	return report;
}

const textOf = ({ pages }: PdfContent): string => pages.map(({ text }) => text).join(' ');

/** Names of actions that a PDF can carry, anywhere in the file, whether compressed or not. */
const actionNames = /\/(JavaScript|JS|Launch|OpenAction|AA|EmbeddedFile|SubmitForm|ImportData)\b/;

describe('a board with one of everything', () => {
	let report: { pdf: Uint8Array; pages: number; fileName: string };
	let content: PdfContent;
	let text: string;

	beforeAll(async () => {
		report = await reportOf(fullBoard);
		content = await readPdf(report.pdf);
		text = textOf(content);
	});

	test('REP1 it has a title, a time, a bottom line and numbered pages', () => {
		expect(content.pages).toHaveLength(report.pages);
		expect(content.pages[0]?.text).toContain('BOTTOM LINE UP FRONT');
		content.pages.forEach((page, index) => {
			expect(page.text).toContain(`${index + 1} / ${report.pages}`);
			expect(page.text).toMatch(/As of \d+ \w+ \d{4}, \d\d:\d\d UTC/);
		});
	});

	test('REP2 what people wrote is printed and never carried out', () => {
		const literal = '#read("/etc/passwd") *bold* $x$ <label> `code` \\ </text> @source-1';
		expect(text.split(literal).length - 1).toBeGreaterThanOrEqual(4);
		expect(text).not.toContain('root:');
		expect(content.title).toBe(literal);
	});

	test('REP3 the marking stands at head and foot of every page, to the right, in 12 points', () => {
		for (const { runs, height } of content.pages) {
			const labels = runs.filter((run) => run.text.includes('TLP:AMBER+STRICT') && run.size >= 12);
			expect(labels.some(({ x, y }) => y > height * 0.88 && x > 350)).toBe(true);
			expect(labels.some(({ x, y }) => y < height * 0.12 && x > 350)).toBe(true);
			expect(runs.filter((run) => run.text.includes('EXERCISE')).length).toBeGreaterThanOrEqual(2);
		}
	});

	test('REP4 nobody is named as author', () => {
		expect(content.author).toBe('');
	});

	test('REP5 Arabic and Cyrillic come out as they were written', () => {
		// This reader puts neighbouring words of a line into their order on paper, so each word is looked for by itself.
		for (const word of [...arabicName.split(' '), 'مصر', 'تقرير', 'القوات', 'الروسية', 'في'])
			expect(text).toContain(word);
		for (const words of [cyrillicName, 'Доклад', 'Schenker']) expect(text).toContain(words);
	});

	test('REP6 the map keeps its words as words, and events without a place are listed', () => {
		const map = content.pages.find((page) => page.text.includes('Numbers refer to the table of events'));
		expect(map?.text).toContain('Zuwara');
		expect(text).toContain('1 event has no known place and is not on the map.');
		expect(text).toContain('Placeless meeting');
	});

	test('REP7 each citation says speaker, source and credibility, and inferred times say why', () => {
		expect(text).toContain('Two officials, via [S1], credibility 4 (doubtful) · unnamed');
		expect(text).toContain('David Schenker, via [S1], credibility 3 (possibly true)');
		expect(text).toContain('inferred: from the weekday');
		expect(text).toMatch(/usually reliable/);
		expect(text).toMatch(/event 1.*note J1/);
	});

	test('REP8 likelihood and confidence are apart; a relation to what is gone survives', () => {
		expect(text).toContain('55–80 %');
		expect(text).toContain('low confidence');
		expect(text).toContain('no longer on the board');
	});

	test('REP12 the file is tagged, claims PDF/UA-1, and carries no action', () => {
		const raw = Buffer.from(report.pdf).toString('latin1');
		expect(content.isTagged).toBe(true);
		expect(raw).toContain('pdfuaid:part');
		expect(raw).not.toMatch(actionNames);
	});
});

test('REP9 an empty board gives one page that says so', async () => {
	const report = await reportOf({ board: { title: 'Fresh board' } });
	const content = await readPdf(report.pdf);
	expect(report.pages).toBe(1);
	expect(content.pages[0]?.text).toContain('Fresh board');
	expect(content.pages[0]?.text).toContain('No bottom line has been written');
	expect(content.pages[0]?.text).toContain('1 / 1');
	expect(report.fileName).toMatch(/^Fresh board - \d{4}-\d\d-\d\d \d{4}Z\.pdf$/);
});

test('REP6 without a place there is no map, and the report says so', async () => {
	const report = await reportOf({ board: { title: 'No places' }, pins: [{ id: 'p', title: 'Somewhere' }] });
	const text = textOf(await readPdf(report.pdf));
	expect(text).toContain('so there is no map');
	expect(text).not.toContain('North is up');
});

test('REP5 a glyph that no font has does not cost the report', async () => {
	const title = 'Signs \u{10ffff} \ue000 \u{1f9ff} 漢字 \u{13000}';
	const report = await reportOf({ board: { title }, pins: [{ id: 'p', title, at: [0, 0] }] });
	expect((await readPdf(report.pdf)).pages.length).toBe(report.pages);
});

test('REP8 damaged records are named, not hidden', async () => {
	const id = await world.store({ board: { title: 'Damaged' }, actors: [{ id: 'a', name: 'Whole' }] });
	const { snapshots } = world.services;
	const reports = createReports({
		snapshots: {
			async read(boardId) {
				const read = await snapshots.read(boardId);
				if (!read.ok) return read;
				const unreadable = [{ collection: 'pins' as const, id: 'x1', problem: 'status: not known' }];
				return { ok: true, snapshot: { ...read.snapshot, unreadable } };
			}
		}
	});
	const report = await reports.typesetBoard(id);
	if (!report.ok) throw new Error(report.message);
	const text = textOf(await readPdf(report.pdf));
	expect(text).toContain('1 record of this board is damaged');
	expect(text).toContain('event x1: status: not known');
});

// The limit on typesetting itself holds here; reading 120 pages back takes longer than making them.
test('REP10 two thousand pins, long texts and a contents page come out within the limit', async () => {
	const pins = Array.from({ length: 2_000 }, (_, index) => ({
		id: `p-${index}`,
		title: `Event ${index}`,
		at: [-10 + ((index * 7.31) % 50), -20 + ((index * 3.17) % 55)],
		status: (['confirmed', 'claimed', 'disputed'] as const)[index % 3],
		eventType: 'battles',
		actorId: 'a',
		citations: { s: { speaker: 'Somebody', credibility: '3' } },
		description: index % 100 === 0 ? richText('long words '.repeat(600)) : []
	}));
	const report = await reportOf({
		board: { title: 'Many' },
		pins,
		actors: [{ id: 'a', name: 'Actor' }],
		sources: [{ id: 's', title: 'Source' }]
	});
	const { pages } = await readPdf(report.pdf);
	expect(pages[0]?.text).toContain('CONTENTS');
	expect(pages.at(-1)?.text).toContain('events 1–2000');
	expect(pages.some(({ text }) => text.includes('Event 1999'))).toBe(true);
}, 120_000);

test('REP1 the sample board comes out whole', async () => {
	const sample = JSON.parse(
		readFileSync(new URL('../../server/samples/libya-2019.json', import.meta.url), 'utf8')
	) as {
		pins: { title: string }[];
		actors: { name: string }[];
	};
	const text = textOf(await readPdf((await reportOf(sample)).pdf));
	for (const { title } of sample.pins) expect(text).toContain(title);
	for (const { name } of sample.actors) expect(text).toContain(name);
});
