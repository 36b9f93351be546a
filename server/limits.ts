// The bounds of the sync server, each set once. Those that a client must know too stand in #lib/protocol/limits.ts.
import { frameBytesMax, readerFrameBytesMax } from '#lib/protocol/limits.ts';

export const syncLimits = {
	/** What the WebSocket library takes at most, so that a frame over the limit can still be answered with a close code. */
	socketPayloadBytesMax: 4 * frameBytesMax,
	frameBytesMax,
	readerFrameBytesMax,

	/** Frames in a steady stream and at once. Beyond it the socket is read more slowly; far beyond it is closed. */
	framesPerSecond: 120,
	framesBurst: 600,
	framesDebtMax: 6_000,
	bytesPerSecond: 512 * 1024,
	bytesBurst: 3 * frameBytesMax,

	/** Milliseconds of the process that one socket may take. */
	workMsPerSecond: 200,
	workMsBurst: 500,
	/** After so many of them the others have their turn. */
	turnMs: 20,

	/** Requests for the whole state. */
	statesPerSecond: 1,
	statesBurst: 5,
	statesDebtMax: 50,

	socketsPerUserMax: 20,
	/** A link is shown on many screens, but must not take a board or a node for itself. */
	socketsPerLinkMax: 100,
	socketsPerBoardMax: 1_000,
	socketsPerNodeMax: 4_000,

	/** A document that nobody changed for so long, and that has no more bytes than this, is kept as bytes only. */
	restAfterMs: 60_000,
	restBytesMax: 256 * 1024,
	restCheckMs: 1_000,
	restsPerCheckMax: 8,
	/** Making a document of a bigger board takes long: that happens so long after the last writer came, before their first edit. */
	wakeAfterMs: 1_000,

	/** Frames that wait while a board loads. */
	waitingFramesMax: 64,
	waitingBytesMax: 1024 * 1024 + frameBytesMax,

	/** A whole first merge of a full board must fit. */
	structsPerUpdateMax: 200_000,
	deleteRangesPerUpdateMax: 200_000,
	newClientIdsPerUpdateMax: 256,
	typeDepthMax: 64,
	/** Objects and lists within a value. */
	valueDepthMax: 64,
	clockMax: 2 ** 31,
	gapsInARowMax: 3,
	/** A client that holds somebody else's change which the server lacks is asked for its state again after so long. */
	askAgainMinMs: 1_000,
	askAgainMaxMs: 30_000,

	/** What one board may hold; from the share on, the server says that it is large. */
	boardObjectsMax: 100_000,
	boardBytesMax: 50_000_000,
	boardWarnShare: 0.5,

	/** Unsent bytes after which a reader counts as behind, and below which it may catch up. */
	behindBytes: 1024 * 1024,
	caughtUpBytes: 64 * 1024,
	behindMaxMs: 30_000,
	/** Who takes all of it, if slowly, has so many times as long. */
	behindMovingTimes: 4,

	/** Uncommitted bytes of one board after which its writers are read no further. */
	boardQueueBytesMax: 8 * 1024 * 1024,

	/** So long a writer with something new waits while the storage is full. */
	fullMaxMs: 30_000,

	/**
	 * While edits follow each other, a room collects them: a millisecond per so many members, up to a bound within which committing and
	 * showing them have their share.
	 */
	collectMembersPerMs: 2.5,
	collectMaxMs: 36,

	presenceTickMs: 33,
	presenceTickManyMs: 100,
	/** For so long after an edit a room counts as being edited, and presence waits so long for the next one. */
	editedMs: 250,
	presenceTickEditedMs: 50,
	presenceManyCount: 30,
	presenceRenewalMs: 5_000,
	presenceTombstoneMs: 60_000,
	cursorBytesMax: 1_024,
	/** A presence on another node that is not renewed for so long has gone; clients renew theirs every 15 s. */
	presenceElsewhereMs: 30_000,
	/** So long it may take a node to say who is on it, after it said that it will. */
	presenceDoubtMs: 4_000,
	/** How often nodes tell each other who moved. */
	presenceRelayMs: 50,

	/**
	 * How often a node looks after the others, and gives a sign of life; with more than two nodes each gives it less often, so that
	 * all together give one a second. Who hears no sign of a node for `nodeSilenceMs` takes it for gone.
	 */
	nodeBeatMs: 2_000,
	nodeBeatMaxMs: 10_000,
	nodeSilenceMs: 30_000,
	/** How often the ends of the logs of all open boards are looked at, in case a message was lost. */
	headsPollMs: 10_000,
	goodbyeMaxMs: 1_000,

	lingerMs: 30_000,
	loadMaxMs: 30_000,
	/** Any other question to the database that is not answered for so long has failed. */
	questionMaxMs: 10_000,
	pingIntervalMs: 20_000,
	pingMissesMax: 2,
	/** A ping waits behind what was sent before: on a line of 64 kbit/s one interval for so many bytes, up to a bound. */
	pingBytesPerMiss: 128 * 1024,
	pingMissesSlowMax: 4,
	closeHandshakeMaxMs: 3_000,
	recheckIntervalMs: 60_000,
	/** Where nobody answered about a right, it is asked again so soon; a writer whose right is in doubt for longer is sent away. */
	recheckAgainMs: 5_000,
	doubtMaxMs: 60_000,
	/** At an orderly end what was received has so long to be committed; clients keep the rest. The whole end: shutdown-budget.ts. */
	drainCommitMaxMs: 4_000,
	/** More sockets than this are sent away in steps. */
	drainAtOnceMax: 50,
	drainSteps: 20,
	drainSpreadMs: 4_000,
	/** Then the other nodes are told, and listening and the log's connection end, all at once. */
	farewellMaxMs: 2_500,

	/** Loading so many takes some 50 ms. Each fold reads and writes the whole board, and the worker is quick only once it is warm. */
	checkpointRows: 10_000,
	checkpointBytes: 1024 * 1024,
	checkpointRowsAtUnload: 50,
	foldMaxMs: 60_000,
	/** A worker thread with nothing to fold for so long ends; after a board larger than this much sooner, for the memory. */
	foldWorkerIdleMs: 300_000,
	foldWorkerIdleLargeMs: 10_000,
	foldWorkerLargeBytes: 1024 * 1024
};
export type SyncLimits = typeof syncLimits;

export const journalLimits = {
	/** A commit that takes longer than this no longer holds back what colleagues see. */
	holdMs: 50,
	/** Batches start so far apart: longer for each board in the one before, because a statement costs more than what is in it. */
	batchIntervalMinMs: 4,
	batchIntervalPerBoardMs: 2,
	batchIntervalMaxMs: 20,
	batchBytesMax: 1024 * 1024,
	batchRowsMax: 2_000,
	/** An append without an answer for so long is tried again on a new connection; a larger one may take its time. */
	appendMaxMs: 10_000,
	appendBytesPerMs: 100,
	retryDelayMinMs: 50,
	retryDelayMaxMs: 2_000,
	queueBytesMax: 64 * 1024 * 1024,
	queueAgeMaxMs: 30_000
};
export type JournalLimits = typeof journalLimits;
