// Boards for the tests of reports, stored in a real database as any board is.
import { createServices, type Services } from '#lib/server/services.ts';
import type { Database } from '#lib/server/db/open.ts';
import { silentLog } from '../../server/log.ts';
import { createTestDatabase } from '../support/database.ts';

export const richText = (text: string) => [{ type: 'paragraph', spans: [{ text }] }];

export interface ReportWorld {
	database: Database;
	services: Services;
	/** Stores a board file and returns the board's id. */
	store(content: Record<string, unknown>): Promise<string>;
}

export async function createReportWorld(): Promise<ReportWorld> {
	const database = (await createTestDatabase()).open();
	const services = createServices(database, {
		origin: 'http://127.0.0.1:4400',
		dataDir: '/nowhere',
		secureCookies: false,
		log: silentLog
	});
	return {
		database,
		services,
		async store(content) {
			const file = { format: 'sandtable-board', version: 1, ...content };
			const imported = await services.boards.importFile({ kind: 'system' }, file);
			if (!imported.ok) throw new Error(JSON.stringify(imported));
			return imported.id;
		}
	};
}

export const injection = '#read("/etc/passwd") *bold* $x$ <label> `code` \\ </text> @source-1';
export const arabicName = 'الجيش الوطني الليبي';
const arabicSentence = 'قال Schenker إن القوات الروسية موجودة في ليبيا (C1).';
export const cyrillicName = 'Вооружённые силы';

/** One of everything, with texts that try to become markup and texts of three scripts. */
export const fullBoard = {
	board: {
		title: injection,
		subtitle: 'Доклад · تقرير',
		tlp: 'AMBER+STRICT',
		ownMarking: 'EXERCISE',
		bottomLine: `${injection}\nSecond line.`
	},
	sources: [
		{
			id: 's-one',
			title: 'A report',
			url: 'https://example.org/a?b=c',
			reliability: 'B',
			kind: 'news-report'
		},
		{ id: 's-two', title: injection }
	],
	actors: [
		{
			id: 'lna',
			name: injection,
			aliases: [arabicName, 'مصر', cyrillicName],
			type: 'armed-group',
			colour: 'orange',
			at: [0, 0]
		},
		{
			id: 'gna',
			name: 'Government',
			type: 'government',
			colour: 'blue',
			at: [600, 0],
			description: richText(arabicSentence)
		}
	],
	relations: [
		{
			id: 'r-one',
			fromId: 'lna',
			toId: 'gna',
			type: 'enemy-of',
			strength: 'confirmed',
			label: injection.slice(0, 40)
		},
		{ id: 'r-two', fromId: 'lna', toId: 'nowhere', type: 'supports' }
	],
	notes: [
		{
			id: 'n-one',
			text: richText('Mistaken identity is likely.'),
			likelihood: 'likely',
			confidence: 'low',
			basis: 'Two officials.',
			wouldChange: 'Wreckage.',
			citations: { 's-one': { speaker: 'David Schenker', credibility: '3' } }
		},
		{ id: 'n-two', text: richText('A plain note.') }
	],
	pins: [
		{
			id: 'p-one',
			title: injection,
			at: [13.19, 32.89],
			placeName: 'Tripoli',
			placePrecision: 'city',
			eventType: 'battles',
			status: 'disputed',
			actorId: 'lna',
			time: { start: '2019-11-21', precision: 'day', basis: 'inferred', basisNote: 'from the weekday' },
			citations: { 's-one': { speaker: 'Two officials', credibility: '4', note: 'unnamed' } }
		},
		{ id: 'p-two', title: 'Placeless meeting', status: 'claimed' }
	]
};
