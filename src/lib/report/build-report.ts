// From a board to what the template prints. Everything that must be read from disk is handed in.
import type { BoardSnapshot } from '#lib/board/snapshot.ts';
import { actorTypes } from '#lib/board/vocabulary/actor-types.ts';
import { eventTypes, plainPinIcon, subEventIcons } from '#lib/board/vocabulary/event-types.ts';
import { m } from '#lib/messages/index.ts';
import { assembleReport, formatAsOf } from './assemble.ts';
import { drawDiagram } from './diagram/diagram-svg.ts';
import { drawBoardMap, type Ground } from './map/board-map.ts';
import { numberBoard } from './numbering.ts';
import type { ReportData } from './report-data.ts';
import type { Icons } from './svg.ts';

/** Names of the icons that a report may draw. */
export const reportIconNames: readonly string[] = [
	...new Set([
		plainPinIcon,
		...eventTypes.map(({ icon }) => icon),
		...Object.values(subEventIcons),
		...actorTypes.map(({ icon }) => icon)
	])
];

export interface ReportMeans {
	/** Null where the basemap cannot be read; the report says so. */
	readonly ground: Ground | null;
	readonly icons: Icons;
}

export async function buildReport(
	board: BoardSnapshot,
	asOf: Date,
	{ ground, icons }: ReportMeans
): Promise<ReportData> {
	const numbering = numberBoard(board);
	const placed = board.pins.filter(({ at }) => at !== null).length;
	const unplaced = board.pins.length - placed;
	const mapNotes: string[] = [];
	if (board.pins.length > 0 && placed === 0) mapNotes.push(m.report.noPlacedEvents);
	else if (unplaced > 0) mapNotes.push(m.report.unplacedOnMap(unplaced));
	if (placed > 0 && ground === null) mapNotes.push(m.report.mapUnavailable);
	const map = ground ? await drawBoardMap(board, numbering, formatAsOf(asOf), ground, icons) : null;
	const { figure, note } = drawDiagram(board, icons);
	return assembleReport(board, numbering, asOf, { map, mapNotes, diagram: figure, diagramNote: note });
}
