// The maps of a board: which regions to show, the events in each, the legend. The ground comes from a reader that is handed in.
import type { Pin } from '#lib/board/schema/pin.ts';
import type { LngLat } from '#lib/board/schema/position.ts';
import type { BoardSnapshot } from '#lib/board/snapshot.ts';
import { actorColour } from '#lib/board/vocabulary/actor-colours.ts';
import { eventStatuses } from '#lib/board/vocabulary/event-statuses.ts';
import { eventIcon, eventTypes } from '#lib/board/vocabulary/event-types.ts';
import { placePrecisions } from '#lib/board/vocabulary/place-precisions.ts';
import { m } from '#lib/messages/index.ts';
import { cleanLine, joinNames, shorten } from '../clean-text.ts';
import type { Numbering } from '../numbering.ts';
import type { FigureData, LegendData, MapData } from '../report-data.ts';
import { actorName } from '../sections.ts';
import { element, svgDocument, type Icons } from '../svg.ts';
import { frameAround, splitRegions, type Frame, type Spot } from './framing.ts';
import { drawMap, type DrawnMap, type MapPin } from './map-svg.ts';
import { hatchDefs, pinHead, type PinStyle } from './pin-marks.ts';
import { mapPalette } from './palette.ts';
import { paperLength, placeOnPaper } from './projection.ts';
import { tilesOf, type GroundTile, type TileAddress } from './tiles.ts';

export interface Ground {
	readonly zoomMax: number;
	readTiles(addresses: readonly TileAddress[]): Promise<readonly GroundTile[]>;
}

const mainPaper = { width: 482, heightMin: 300, heightMax: 430 };
const insetPaper = { width: 234, heightMin: 150, heightMax: 150 };
/** A place known to within more than this is an area, drawn as a disc in its circle. */
const pointRadiusMaxMetres = 1_000;
/** Events and places named in a description for people who cannot see the map. */
const listedMax = 12;
const legendActorsMax = 8;
const shortNameCharsMax = 60;

const words = m.report;

interface PlacedEvent {
	readonly pin: Pin;
	readonly number: number;
	readonly at: LngLat;
	readonly radiusMetres: number;
	readonly style: PinStyle;
	readonly title: string;
}

function placedEvents(board: BoardSnapshot, numbering: Numbering): PlacedEvent[] {
	const actors = new Map(board.actors.map((actor) => [actor.id, actor]));
	return numbering.events.flatMap((pin, index) => {
		if (pin.at === null) return [];
		const { hex, ink } = actorColour(actors.get(pin.actorId ?? '')?.colour);
		const radiusMetres = placePrecisions.find(({ key }) => key === pin.placePrecision)?.radiusMetres ?? 0;
		const isArea = radiusMetres > pointRadiusMaxMetres || pin.placePrecision === 'unknown';
		return [
			{
				pin,
				number: index + 1,
				at: pin.at,
				radiusMetres,
				title: cleanLine(pin.title) || words.untitledEvent,
				style: { icon: eventIcon(pin.eventType, pin.subEvent), hex, ink, status: pin.status, isArea }
			}
		];
	});
}

async function drawRegion(
	frame: Frame,
	events: readonly PlacedEvent[],
	ground: Ground,
	icons: Icons
): Promise<DrawnMap> {
	const tiles = await ground.readTiles(tilesOf(frame, ground.zoomMax));
	const pins = events.map(({ number, title, style, at, radiusMetres }): MapPin => ({
		number,
		title,
		style,
		point: placeOnPaper(frame, at),
		doubt: paperLength(frame, radiusMetres, at)
	}));
	return drawMap(frame, tiles, pins, icons);
}

function altOf(events: readonly PlacedEvent[]): string {
	const listed = events
		.slice(0, listedMax)
		.map(({ number, title }) => `${number} ${shorten(title, shortNameCharsMax)}`);
	const rest = events.length - listed.length;
	return words.mapAlt(events.length, [...listed, ...(rest > 0 ? [words.mapAltMore(rest)] : [])].join('; '));
}

function insetCaption(events: readonly PlacedEvent[]): string {
	const places = [
		...new Set(events.map(({ pin }) => cleanLine(pin.placeName)).filter((name) => name !== ''))
	];
	if (places.length === 0) return words.insetCaptionPlain;
	return words.insetCaption(shorten(joinNames(places.slice(0, listedMax), ', '), shortNameCharsMax * 2));
}

const swatchSize = 22;

function pinSwatch(icons: Icons, style: PinStyle): string {
	const middle = swatchSize / 2;
	return svgDocument(
		swatchSize,
		swatchSize,
		hatchDefs([style]) + pinHead(icons, style, [middle, middle + 1], true)
	);
}

function legends(board: BoardSnapshot, events: readonly PlacedEvent[], icons: Icons): LegendData[] {
	const grey = { hex: mapPalette.muted, ink: mapPalette.white, isArea: true };
	const statuses = eventStatuses
		.filter(({ key }) => events.some(({ pin }) => pin.status === key))
		.map(({ key, label }) => ({ svg: pinSwatch(icons, { ...grey, icon: '', status: key }), text: label }));
	const types = eventTypes
		.filter(({ key }) => events.some(({ pin }) => pin.eventType === key))
		.map(({ icon, label }) => ({
			svg: pinSwatch(icons, { ...grey, icon, status: 'confirmed' }),
			text: label
		}));
	const dot = (hex: string): string =>
		svgDocument(
			swatchSize,
			swatchSize,
			element('circle', { cx: swatchSize / 2, cy: swatchSize / 2, r: 7, fill: hex })
		);
	const actors = board.actors
		.filter(({ id }) => events.some(({ pin }) => pin.actorId === id))
		.slice(0, legendActorsMax)
		.map((actor) => ({
			svg: dot(actorColour(actor.colour).hex),
			text: shorten(actorName(actor), shortNameCharsMax)
		}));
	return [
		{ title: words.legendStatus, entries: statuses },
		{ title: words.legendType, entries: types },
		{ title: words.legendActor, entries: actors }
	].filter(({ entries }) => entries.length > 0);
}

/** Null where no event has a place: a blank map would say that nothing happened. */
export async function drawBoardMap(
	board: BoardSnapshot,
	numbering: Numbering,
	asOf: string,
	ground: Ground,
	icons: Icons
): Promise<MapData | null> {
	const events = placedEvents(board, numbering);
	if (events.length === 0) return null;
	const spots: Spot[] = events.map(({ at, radiusMetres }) => ({ at, radiusMetres }));
	const figures: FigureData[] = [];
	for (const [index, region] of splitRegions(spots).entries()) {
		const shown = region.map((at) => events[at] as PlacedEvent);
		const frame = frameAround(
			region.map((at) => spots[at] as Spot),
			index === 0 ? mainPaper : insetPaper
		);
		const drawn = await drawRegion(frame, shown, ground, icons);
		const caption = index === 0 ? words.mapCaption(asOf) : insetCaption(shown);
		figures.push({
			svg: drawn.svg,
			alt: altOf(shown),
			caption: drawn.isGrouped ? `${caption} ${words.mapGrouped}` : caption
		});
	}
	const [main, ...insets] = figures;
	if (!main) return null;
	return { main, insets, legends: legends(board, events, icons), attribution: words.attribution };
}
