// Citations on paper: who said it, through which numbered source, how credible; and, the other way round, where each
// source is cited.
import type { Citations } from '#lib/board/schema/citation.ts';
import type { BoardSnapshot } from '#lib/board/snapshot.ts';
import { credibilities } from '#lib/board/vocabulary/admiralty.ts';
import { labelOf } from '#lib/board/vocabulary/keys.ts';
import { m } from '#lib/messages/index.ts';
import { cleanLine } from './clean-text.ts';
import { noteName, ranges, type Numbering } from './numbering.ts';

export interface CitationData {
	/** "David Schenker, via"; empty where the source speaks for itself. */
	readonly via: string;
	/** Number of the source; null where it is gone. */
	readonly source: number | null;
	readonly credibility: string;
	readonly note: string;
}

export function citationLines(citations: Citations, numbering: Numbering): CitationData[] {
	return Object.entries(citations)
		.map(([sourceId, { speaker, credibility, note }]) => ({
			via: cleanLine(speaker) === '' ? '' : m.report.via(cleanLine(speaker)),
			source: numbering.source.get(sourceId) ?? null,
			credibility:
				credibility === null ? '' : m.report.credibility(credibility, labelOf(credibilities, credibility)),
			note: cleanLine(note)
		}))
		.sort((a, b) => (a.source ?? Infinity) - (b.source ?? Infinity));
}

/** A run of numbered things of one kind; `anchor` leads to the first. */
export interface CitedRun {
	readonly text: string;
	readonly anchor: string;
}

export interface CitedPlace {
	readonly what: string;
	readonly runs: readonly CitedRun[];
}

const kinds = [
	{ collection: 'pins', numbers: 'event', what: m.report.citedEvents },
	{ collection: 'notes', numbers: 'note', what: m.report.citedAssessments },
	{ collection: 'actors', numbers: 'actor', what: m.report.citedActors },
	{ collection: 'relations', numbers: 'relation', what: m.report.citedRelations }
] as const;

function nameOf(numbering: Numbering, kind: (typeof kinds)[number]['numbers'], number: number): string {
	if (kind === 'note') return noteName(numbering, number);
	return kind === 'relation' ? `R${number}` : String(number);
}

/** Where each source is cited, by source id. */
export function citedPlaces(board: BoardSnapshot, numbering: Numbering): Map<string, CitedPlace[]> {
	const places = new Map<string, CitedPlace[]>(board.sources.map(({ id }) => [id, []]));
	for (const { collection, numbers, what } of kinds) {
		const found = new Map<string, number[]>();
		for (const record of board[collection]) {
			const number = numbering[numbers].get(record.id);
			if (number === undefined) continue;
			for (const sourceId of Object.keys(record.citations)) {
				const cited = found.get(sourceId);
				if (cited) cited.push(number);
				else found.set(sourceId, [number]);
			}
		}
		for (const [sourceId, cited] of found) {
			const runs = ranges(cited, numbers === 'note' ? numbering.judgements : 0).map(({ first, last }) => {
				const [from, to] = [first, last].map((number) => nameOf(numbering, numbers, number));
				return { text: first === last ? String(from) : `${from}–${to}`, anchor: `${numbers}-${first}` };
			});
			places.get(sourceId)?.push({ what: what(new Set(cited).size), runs });
		}
	}
	return places;
}
