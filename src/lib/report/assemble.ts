// Puts a board, its numbers and its pictures together into the one value that the template prints.
import type { BoardSnapshot } from '#lib/board/snapshot.ts';
import { tlpBackground, tlpLabels } from '#lib/board/vocabulary/tlp.ts';
import { m } from '#lib/messages/index.ts';
import { cleanLine, shorten } from './clean-text.ts';
import type { Numbering } from './numbering.ts';
import type { DiagramData, MapData, ReportData, TlpData } from './report-data.ts';
import { plainBlocks } from './rich-blocks.ts';
import { actorCards, assessmentCards, eventRows, relationRows, sourceEntries } from './sections.ts';

/** Fits the running head beside the marking. */
const shortTitleCharsMax = 60;
const shortMarkingCharsMax = 110;
/** Damaged records named one by one; the rest is counted. */
const unreadableNamedMax = 40;
const problemCharsMax = 160;

const words = m.report;

export interface ReportPictures {
	/** Null where nothing can be drawn. */
	readonly map: MapData | null;
	readonly mapNotes: readonly string[];
	readonly diagram: DiagramData | null;
	readonly diagramNote: string;
}

/** "22 Nov 2026, 06:00 UTC" */
export function formatAsOf(asOf: Date): string {
	const day = new Intl.DateTimeFormat('en-GB', {
		timeZone: 'UTC',
		day: 'numeric',
		month: 'short',
		year: 'numeric'
	}).format(asOf);
	return `${day}, ${asOf.toISOString().slice(11, 16)} UTC`;
}

function tlpData(key: string | null): TlpData | null {
	const found = tlpLabels.find((entry) => entry.key === key);
	if (!found) return null;
	const { label, colour, shareWith } = found;
	return { label, colour, background: tlpBackground, shareWith: words.shareWith(shareWith) };
}

/** The template's own words; those with a number or name in them are made here, where they are known. */
function fixedWords(): Record<string, string> {
	return Object.fromEntries(
		Object.entries(words).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
	);
}

function unreadableLines(board: BoardSnapshot): string[] {
	const named = board.unreadable.slice(0, unreadableNamedMax).map(({ collection, id, problem }) => {
		return `${words.collections[collection]} ${cleanLine(id)}: ${shorten(cleanLine(problem), problemCharsMax)}`;
	});
	const rest = board.unreadable.length - named.length;
	return rest > 0 ? [...named, words.unreadableMore(rest)] : named;
}

function countLines(board: BoardSnapshot): string[] {
	return [
		words.counts.events(board.pins.length),
		words.counts.actors(board.actors.length),
		words.counts.relations(board.relations.length),
		words.counts.assessments(board.notes.length),
		words.counts.sources(board.sources.length)
	];
}

export function assembleReport(
	board: BoardSnapshot,
	numbering: Numbering,
	asOf: Date,
	pictures: ReportPictures
): ReportData {
	const info = board.board;
	const title = cleanLine(info.title) || words.untitled;
	const ownMarking = cleanLine(info.ownMarking);
	const records = [board.pins, board.actors, board.relations, board.notes, board.sources, board.unreadable];
	return {
		title,
		shortTitle: shorten(title, shortTitleCharsMax),
		subtitle: cleanLine(info.subtitle),
		tlp: tlpData(info.tlp),
		ownMarking,
		shortMarking: shorten(ownMarking, shortMarkingCharsMax),
		asOf: formatAsOf(asOf),
		asOfParts: [
			asOf.getUTCFullYear(),
			asOf.getUTCMonth() + 1,
			asOf.getUTCDate(),
			asOf.getUTCHours(),
			asOf.getUTCMinutes()
		],
		bottomLine: plainBlocks(info.bottomLine),
		counts: countLines(board),
		isEmpty: records.every(({ length }) => length === 0),
		...pictures,
		events: eventRows(board, numbering),
		assessments: assessmentCards(numbering),
		actors: actorCards(board, numbering),
		relations: relationRows(board, numbering),
		sources: sourceEntries(board, numbering),
		unreadable: unreadableLines(board),
		unreadableNote: board.unreadable.length > 0 ? words.unreadableNote(board.unreadable.length) : '',
		words: fixedWords()
	};
}
