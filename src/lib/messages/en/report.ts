// What people read in a report, and when a report cannot be had.

const countWords = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

export const report = {
	kind: 'Situation board',
	untitled: 'Untitled board',
	asOf: 'As of',
	marking: 'Marking',
	ownMarking: 'Own marking',
	notMarked: 'No TLP label was set',
	shareWith: (text: string) => `May be shared with: ${text}.`,
	bottomLine: 'Bottom line up front',
	noBottomLine: 'No bottom line has been written on this board.',
	contents: 'Contents',
	atAGlance: 'On this board',
	counts: {
		events: (n: number) => countWords(n, 'event', 'events'),
		actors: (n: number) => countWords(n, 'actor', 'actors'),
		relations: (n: number) => countWords(n, 'relation', 'relations'),
		assessments: (n: number) => countWords(n, 'assessment', 'assessments'),
		sources: (n: number) => countWords(n, 'source', 'sources')
	},
	emptyBoard: 'Nothing has been put on this board yet: no events, actors, assessments or sources.',
	pageOf: 'Page',

	map: 'Map',
	mapCaption: (asOf: string) =>
		`Events as of ${asOf}. Numbers refer to the table of events. A circle shows how exactly a place is known. North is up.`,
	insetCaption: (places: string) => `Elsewhere: ${places}. North is up.`,
	insetCaptionPlain: 'Elsewhere. North is up.',
	attribution: 'Basemap: Natural Earth · GeoNames (CC BY 4.0) · OurAirports',
	mapGrouped: 'Where many events lie close together, one circle shows how many.',
	mapAlt: (placed: number, listed: string) =>
		`Map with ${countWords(placed, 'event', 'events')}: ${listed}. All are listed in the table of events.`,
	mapAltMore: (n: number) => `and ${n} more`,
	noPlacedEvents: 'No event on this board has a place on the map, so there is no map.',
	unplacedOnMap: (n: number) =>
		`${countWords(n, 'event has', 'events have')} no known place and ${n === 1 ? 'is' : 'are'} not on the map.`,
	mapUnavailable: 'The basemap could not be read, so there is no map.',
	legendStatus: 'Status',
	legendType: 'Type',
	legendActor: 'Actor',
	noActor: 'no actor',

	events: 'Events',
	eventNumber: 'No.',
	time: 'Time',
	event: 'Event',
	place: 'Place',
	status: 'Status',
	cited: 'Sources',
	timeUnknown: 'Time not known',
	placeUnknown: 'Place not known',
	placeUnnamed: 'Unnamed place',
	inferred: 'inferred',
	inferredBecause: (reason: string) => `inferred: ${reason}`,
	untitledEvent: 'Untitled event',
	eventsNote: 'Times are UTC. Times in italics were inferred by the analysts, not stated by a source.',
	noCitation: 'No source',

	assessments: 'Assessments',
	noteKey: 'J: judgements with likelihood and confidence. N: other notes.',
	keyJudgements: 'Key judgements',
	likelihood: 'Likelihood',
	notRated: 'not stated',
	confidence: 'Confidence',
	basis: 'Basis',
	wouldChange: 'What would change this',
	emptyAssessment: 'This assessment has no text.',
	likelihoodKey:
		'Likelihood terms and ranges follow ICD 203; the bar shows the range from 0 to 100 %. Confidence speaks of the sources and reasoning behind a judgement, not of how likely it is.',
	percent: (low: number, high: number) => `${low}–${high} %`,

	actors: 'Actors',
	unnamedActor: 'Unnamed actor',
	aliases: 'Also known as',

	relations: 'Relations',
	diagramCaption: 'Relations between actors, arranged as on the wall.',
	diagramAlt: (actors: number, listed: string) =>
		`Diagram of the relations between ${actors} actors: ${listed}. All are listed in the table of relations.`,
	diagramTooLarge: (n: number) =>
		`${n} actors are related: too many for a legible diagram. The table lists every relation.`,
	from: 'From',
	relation: 'Relation',
	to: 'To',
	strength: 'Strength',
	goneEnd: 'no longer on the board',
	relationNumber: 'No.',

	sources: 'Sources',
	sourcesNote:
		'Reliability (A–F) rates the source, credibility (1–6) the single piece of information; F and 6 mean that it cannot be judged.',
	source: 'Source',
	reliability: 'Reliability',
	notJudged: 'not rated',
	citedIn: 'Cited in',
	notCited: 'not cited',
	untitledSource: 'Untitled source',
	publishedOn: (time: string) => `published ${time}`,
	via: (speaker: string) => `${speaker}, via`,
	credibility: (key: string, label: string) => `credibility ${key} (${label})`,
	sourceGone: 'a source that is no longer on the board',
	citedEvents: (n: number) => (n === 1 ? 'event' : 'events'),
	citedActors: (n: number) => (n === 1 ? 'actor' : 'actors'),
	citedAssessments: (n: number) => (n === 1 ? 'note' : 'notes'),
	citedRelations: (n: number) => (n === 1 ? 'relation' : 'relations'),

	unreadable: 'Records that could not be read',
	unreadableNote: (n: number) =>
		`${countWords(n, 'record of this board is', 'records of this board are')} damaged and left out of this report. Their absence says nothing about the situation.`,
	unreadableMore: (n: number) => `… and ${n} more.`,
	collections: {
		pins: 'event',
		actors: 'actor',
		notes: 'assessment',
		relations: 'relation',
		sources: 'source'
	},

	refused: {
		'not-found': 'There is no such board.',
		busy: 'Too many reports are being made just now. Try again in a minute.',
		'too-slow': (seconds: number) =>
			`The report was not finished after ${seconds} s and was given up. Split the board, or try again when the server has less to do.`,
		'newer-board': 'This board was written by a newer Sandtable: update this server.',
		damaged: 'The stored log of this board is damaged: restore it from a backup.',
		failed: 'The report could not be made. The server log says why.',
		'display-link': 'A display link shows the board; it does not give out reports.',
		'sign-in': 'Sign in to get this report.'
	}
};
