// The shape of what the template is given: one JSON value with every word that the report prints. The template decides
// how it looks and never what it says.
import type { CitationData, CitedPlace } from './citations.ts';
import type { BlockData } from './rich-blocks.ts';

export interface TlpData {
	readonly label: string;
	readonly colour: string;
	readonly background: string;
	readonly shareWith: string;
}

export interface ColourData {
	readonly hex: string;
	readonly ink: string;
	readonly label: string;
}

export interface TimeData {
	readonly text: string;
	readonly inferred: boolean;
	/** "inferred: the report gives weekdays only"; empty where stated. */
	readonly reason: string;
}

export interface EventData {
	readonly number: number;
	readonly title: string;
	readonly time: TimeData | null;
	readonly type: string;
	readonly place: string;
	readonly precision: string;
	readonly isPlaced: boolean;
	readonly status: string;
	readonly statusKey: string;
	readonly actor: { readonly name: string; readonly colour: ColourData } | null;
	readonly description: readonly BlockData[];
	readonly citations: readonly CitationData[];
}

export interface AssessmentData {
	readonly number: number;
	/** "J1", or "N1" for a note that is no judgement. */
	readonly name: string;
	readonly text: readonly BlockData[];
	/** Its heading, if it has one, and the words after it, for the first page. */
	readonly lead: string;
	readonly headline: string;
	readonly likelihood: {
		readonly term: string;
		readonly range: readonly [number, number];
		readonly percent: string;
	} | null;
	readonly confidence: { readonly label: string; readonly meaning: string; readonly level: number } | null;
	readonly basis: readonly BlockData[];
	readonly wouldChange: readonly BlockData[];
	readonly citations: readonly CitationData[];
}

export interface ActorData {
	readonly number: number;
	readonly name: string;
	readonly aliases: string;
	readonly type: string;
	readonly colour: ColourData;
	readonly description: readonly BlockData[];
	readonly citations: readonly CitationData[];
}

export interface RelationEndData {
	readonly name: string;
	/** Label of the card or note in this report; null where it is gone. */
	readonly anchor: string | null;
	readonly colour: ColourData | null;
}

export interface RelationData {
	readonly number: number;
	readonly from: RelationEndData;
	readonly to: RelationEndData;
	readonly label: string;
	readonly strength: string;
	readonly strengthKey: string;
	readonly time: TimeData | null;
	readonly description: readonly BlockData[];
	readonly citations: readonly CitationData[];
}

export interface SourceData {
	readonly number: number;
	readonly title: string;
	/** Authors, publisher, date, kind: what is known of them. */
	readonly imprint: string;
	readonly url: string;
	readonly reliability: { readonly key: string; readonly label: string } | null;
	readonly note: readonly BlockData[];
	readonly cited: readonly CitedPlace[];
}

export interface FigureData {
	readonly svg: string;
	readonly alt: string;
	readonly caption: string;
}

/** A wide one gets a page of its own across. */
export interface DiagramData extends FigureData {
	readonly isWide: boolean;
}

export interface LegendData {
	readonly title: string;
	readonly entries: readonly { readonly svg: string; readonly text: string }[];
}

export interface MapData {
	readonly main: FigureData;
	readonly insets: readonly FigureData[];
	readonly legends: readonly LegendData[];
	readonly attribution: string;
}

export interface ReportData {
	readonly title: string;
	/** Fits a running head. */
	readonly shortTitle: string;
	readonly subtitle: string;
	readonly tlp: TlpData | null;
	readonly ownMarking: string;
	/** Fits a running head. */
	readonly shortMarking: string;
	readonly asOf: string;
	/** Year, month, day, hour, minute in UTC, for the file's own data. */
	readonly asOfParts: readonly number[];
	readonly bottomLine: readonly BlockData[];
	readonly counts: readonly string[];
	readonly isEmpty: boolean;
	readonly map: MapData | null;
	/** Sentences on what the map does not show. */
	readonly mapNotes: readonly string[];
	readonly events: readonly EventData[];
	readonly assessments: readonly AssessmentData[];
	readonly actors: readonly ActorData[];
	readonly diagram: DiagramData | null;
	readonly diagramNote: string;
	readonly relations: readonly RelationData[];
	readonly sources: readonly SourceData[];
	readonly unreadable: readonly string[];
	readonly unreadableNote: string;
	readonly words: Readonly<Record<string, string>>;
}
