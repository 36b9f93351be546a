// What is stored of a board's content, and the only SQL about it: an append-only log of Yjs updates with gapless numbers per
// board, and checkpoints that save a reader the log before them. It knows nothing of rooms, sockets or what the bytes mean.
import postgres from 'postgres';
import { alone, type Within } from './board-lock.ts';
import { reconnectDelayS } from './db/open.ts';
import { transaction } from './db/transaction.ts';

export type Author = { kind: 'user'; id: string } | { kind: 'system'; id: null };

export const systemAuthor: Author = { kind: 'system', id: null };

/** What one append adds to one board. */
export interface BoardAppend {
	boardId: string;
	/** Where this process believes the log ends; only a retry looks behind it for its own rows. */
	headBefore: number;
	/** In the order in which they happened. */
	entries: readonly { author: Author; data: Uint8Array }[];
	/** The board's title after these entries, where it changed. */
	title?: string | undefined;
}

/** Whose some Yjs client ids are: a user's id, or null for the system. */
export interface ClientOwner {
	owner: string | null;
	clients: number[];
}

export interface StoredRow {
	seq: number;
	author: Author;
	data: Uint8Array;
}

export interface StoredCheckpoint {
	seq: number;
	data: Uint8Array;
	/** Of `data`. */
	stateVector: Uint8Array;
	/** Of the board's schema as `data` has it. */
	schemaVersion: number;
	owners: ClientOwner[];
}

export interface StoredBoard {
	/** Number of the last row. */
	head: number;
	checkpoint: StoredCheckpoint | null;
	/** The rows that the checkpoint folds, where it does not say whose the client ids in it are; as far as they are kept. */
	earlierRows: StoredRow[];
	/** The rows after the checkpoint, without a gap, up to `head`. */
	rows: StoredRow[];
}

export interface Checkpoint {
	boardId: string;
	seq: number;
	schemaVersion: number;
	data: Uint8Array;
	stateVector: Uint8Array;
	owners: readonly ClientOwner[];
}

export interface BoardStore {
	/**
	 * Appends to several boards in one transaction and resolves after its commit with the new head of each board. A board that is
	 * missing from the answer no longer exists. With `retry` (the first try ended in an error and may or may not have been
	 * committed) nothing is written twice: the first try is ended, then its rows are looked for.
	 */
	append(appends: readonly BoardAppend[], options?: { retry: boolean }): Promise<Map<string, number>>;
	/** The newest checkpoint and every row after it, from one snapshot of the database; null if there is no such board. Throws if the log has a hole. */
	load(boardId: string): Promise<StoredBoard | null>;
	/** What other processes appended: at most `rowsPerReadMax` rows behind number `seq`, oldest first. Throws if the log has a hole. */
	rowsAfter(boardId: string, seq: number): Promise<StoredRow[]>;
	/** Number of the last row of each board that exists. */
	heads(boardIds: readonly string[]): Promise<Map<string, number>>;
	/** Lists `title` for a board whose last row is still number `head`; a later row lists its own. */
	listTitle(boardId: string, head: number, title: string): Promise<void>;
	/** Does `work` while no other process does any on this board; getting there may be limited by `within`. */
	alone<T>(boardId: string, work: () => Promise<T>, within?: Within): Promise<T>;
	/** Keeps a folded state. The rows before it stay: history reads them. */
	checkpoint(checkpoint: Checkpoint): Promise<void>;
	/** Closes the log's own connection. */
	close(): Promise<void>;
}

export class DamagedLogError extends Error {
	override name = 'DamagedLogError';
}

const journalNameHead = 'sandtable journal ';
/** One that has ended by then is out of the way; for one that has not, the retry waits at the rows. */
const endEarlierTryMaxMs = 5_000;

export const rowsPerReadMax = 200;

/**
 * `sql` serves loads and checkpoints. `openJournal` gives the log a connection of its own, so that slow queries cannot starve it
 * and a retry starts on a fresh one; without it the log shares `sql`.
 */
export function createBoardStore(sql: postgres.Sql, openJournal?: () => postgres.Sql): BoardStore {
	let journal = openJournal?.() ?? sql;
	let lastAlone: Promise<unknown> = Promise.resolve();
	async function retry(appends: readonly BoardAppend[]): Promise<Map<string, number>> {
		if (openJournal) {
			const earlier = journal;
			journal = openJournal();
			await earlier.end({ timeout: 0 });
		}
		return retryAppend(journal, appends);
	}
	return {
		append: (appends, options) => (options?.retry ? retry(appends) : append(journal, appends)),
		load: (boardId) => load(sql, boardId),
		rowsAfter: (boardId, seq) => rowsAfter(sql, boardId, seq),
		heads: (boardIds) => heads(sql, boardIds),
		listTitle: async (boardId, head, title) => {
			await sql`
				update boards set title = ${title}
				where id = ${boardId} and head = ${head} and title is distinct from ${title}`;
		},
		alone: (boardId, work, within = (answer) => answer) => {
			// One at a time: each holds a connection of the pool that its work needs more of.
			const turn = lastAlone.then(() => alone(sql, boardId, work, within));
			lastAlone = Promise.allSettled([turn]);
			return turn;
		},
		checkpoint: (checkpoint) => writeCheckpoint(sql, checkpoint),
		close: async () => {
			if (journal !== sql) await journal.end({ timeout: 5 });
		}
	};
}

/** The store as a server uses it. `processId` names the journal's connection and must differ between processes. */
export function openBoardStore(database: { url: string; sql: postgres.Sql }, processId: string): BoardStore {
	return createBoardStore(database.sql, () =>
		postgres(database.url, {
			max: 1,
			idle_timeout: 0,
			max_lifetime: null,
			connect_timeout: 10,
			fetch_types: false,
			backoff: reconnectDelayS,
			onnotice: () => {},
			connection: { application_name: journalNameHead + processId }
		})
	);
}

async function append(sql: postgres.ISql, appends: readonly BoardAppend[]): Promise<Map<string, number>> {
	const rows = appends.flatMap(({ boardId, entries }) =>
		entries.map(({ author, data }, index) => ({ boardId, nth: index + 1, author, data }))
	);
	if (rows.length === 0) return new Map();
	const moved = await sql<{ id: string; head: string }[]>`
		with board as (
			select * from unnest(
				${arrayText(appends.map(({ boardId }) => boardId))}::text::text[],
				${arrayText(appends.map(({ entries }) => entries.length))}::text::int[],
				${arrayText(appends.map(({ title }) => title ?? null))}::text::text[]
			) as b (id, count, title)
		), locked as materialized (
			select boards.id, board.count, board.title from boards join board using (id) order by boards.id for update of boards
		), moved as (
			update boards set head = boards.head + locked.count, changed_at = now(), title = coalesce(locked.title, boards.title)
			from locked where boards.id = locked.id
			returning boards.id, boards.head, boards.head - locked.count as base
		), written as (
			insert into board_updates (board_id, seq, author_kind, author_id, data)
			select row.board_id, moved.base + row.nth, row.author_kind, row.author_id, row.data
			from unnest(
				${arrayText(rows.map(({ boardId }) => boardId))}::text::text[],
				${arrayText(rows.map(({ nth }) => nth))}::text::int[],
				${arrayText(rows.map(({ author }) => author.kind))}::text::text[],
				${arrayText(rows.map(({ author }) => author.id))}::text::text[],
				${bytesArrayText(rows.map(({ data }) => data))}::text::bytea[]
			) as row (board_id, nth, author_kind, author_id, data)
			join moved on moved.id = row.board_id
		)
		select id, head from moved`;
	return new Map(moved.map(({ id, head }) => [id, Number(head)]));
}

/**
 * In one transaction, so that nothing is committed between looking and writing: a first try that cannot be ended any more, because
 * its commit waits for the disk, holds the rows of its boards until it is through. Boards are looked at one by one: one may have
 * been deleted since, and equal rows may have come from another process.
 */
async function retryAppend(sql: postgres.Sql, appends: readonly BoardAppend[]): Promise<Map<string, number>> {
	await endEarlierTry(sql);
	return transaction(sql, async (tx) => {
		await tx`
			select id from boards where id = any(${arrayText(appends.map(({ boardId }) => boardId))}::text::text[])
			order by id for update`;
		const found = await findWritten(tx, appends);
		const missing = appends.filter(({ boardId }) => !found.has(boardId));
		return new Map([...found, ...(await append(tx, missing))]);
	});
}

/** Ends whatever another connection of this journal still has under way, as far as it can be ended, so that nobody waits for it. */
async function endEarlierTry(sql: postgres.Sql): Promise<void> {
	await sql`
		select pg_terminate_backend(pid, ${endEarlierTryMaxMs}) from pg_stat_activity
		where pid <> pg_backend_pid() and application_name like ${journalNameHead + '%'}
			and application_name = current_setting('application_name')`;
}

/** The boards whose log holds all the rows of their append, one after the other, and the number of the last of them. */
async function findWritten(
	sql: postgres.ISql,
	appends: readonly BoardAppend[]
): Promise<Map<string, number>> {
	const rows = appends.flatMap(({ boardId, headBefore, entries }) =>
		entries.map(({ author, data }, index) => ({ boardId, headBefore, nth: index + 1, author, data }))
	);
	const found = await sql<{ id: string; base: string; count: number }[]>`
		select sought.id, board_updates.seq - sought.nth as base, count(*)::int as count
		from unnest(
			${arrayText(rows.map(({ boardId }) => boardId))}::text::text[],
			${arrayText(rows.map(({ headBefore }) => headBefore))}::text::bigint[],
			${arrayText(rows.map(({ nth }) => nth))}::text::int[],
			${arrayText(rows.map(({ author }) => author.id))}::text::text[],
			${bytesArrayText(rows.map(({ data }) => data))}::text::bytea[]
		) as sought (id, head_before, nth, author_id, data)
		join board_updates on board_updates.board_id = sought.id and board_updates.seq > sought.head_before
			and board_updates.author_id is not distinct from sought.author_id and board_updates.data = sought.data
		group by sought.id, base order by base desc`;
	const counts = new Map(appends.map(({ boardId, entries }) => [boardId, entries.length]));
	const whole = found.filter(({ id, count }) => count === counts.get(id));
	return new Map(whole.map(({ id, base, count }) => [id, Number(base) + count]));
}

/** A checkpoint is read in pieces: while one is decoded here, the database makes the next. */
const checkpointPieceBytes = 1024 * 1024;

interface LoadedPart {
	part: 'head' | 'checkpoint' | 'piece' | 'earlier' | 'row';
	/** Of a piece: which one of the checkpoint. */
	seq: string;
	data: Uint8Array | null;
	author_id: string | null;
	/** In base64, which takes two thirds of the bytes and half of the time that PostgreSQL's own spelling does. */
	folded: string | null;
	state_vector: Uint8Array | null;
	schema_version: number | null;
	owners: string | null;
}

async function load(sql: postgres.Sql, boardId: string): Promise<StoredBoard | null> {
	const parts = await sql<LoadedPart[]>`
		with newest as (
			select * from board_checkpoints where board_id = ${boardId} order by seq desc limit 1
		)
		select 'head' as part, head as seq, null::bytea as data, null as author_id,
				null as folded, null::bytea as state_vector, null::int as schema_version, null as owners
			from boards where id = ${boardId}
		union all
			select 'checkpoint', seq, null, null, null, state_vector, schema_version, owners::text from newest
		union all
			select 'piece', nth, null, null, encode(substr(data, 1 + nth * ${checkpointPieceBytes}::int, ${checkpointPieceBytes}::int), 'base64'),
				null, null, null
			from newest, generate_series(0, (length(data) - 1) / ${checkpointPieceBytes}::int) as nth
		union all (
			select case when seq > coalesce((select seq from newest), 0) then 'row' else 'earlier' end, seq, data, author_id,
				null, null, null, null
			from board_updates where board_id = ${boardId}
				and (seq > coalesce((select seq from newest), 0) or exists (select 1 from newest where owners is null))
			order by seq
		)`;
	const head = parts.find(({ part }) => part === 'head');
	if (head === undefined) return null;
	const folded = parts.find(({ part }) => part === 'checkpoint');
	const board: StoredBoard = {
		head: Number(head.seq),
		checkpoint: folded ? asCheckpoint(folded, piecesIn(parts)) : null,
		earlierRows: rowsIn(parts, 'earlier'),
		rows: rowsIn(parts, 'row')
	};
	checkGapless(boardId, board);
	return board;
}

function rowsIn(parts: readonly LoadedPart[], kind: 'earlier' | 'row'): StoredRow[] {
	return parts
		.filter(({ part }) => part === kind)
		.map(asRow)
		.sort((a, b) => a.seq - b.seq);
}

function asRow({ seq, data, author_id: id }: Pick<LoadedPart, 'seq' | 'data' | 'author_id'>): StoredRow {
	const author: Author = id === null ? systemAuthor : { kind: 'user', id };
	return { seq: Number(seq), author, data: data as Uint8Array };
}

function piecesIn(parts: readonly LoadedPart[]): Buffer {
	const pieces = parts.filter(({ part }) => part === 'piece').sort((a, b) => Number(a.seq) - Number(b.seq));
	return Buffer.concat(pieces.map(({ folded }) => Buffer.from(folded ?? '', 'base64')));
}

function asCheckpoint(part: LoadedPart, data: Uint8Array): StoredCheckpoint {
	return {
		seq: Number(part.seq),
		data,
		stateVector: part.state_vector as Uint8Array,
		schemaVersion: part.schema_version as number,
		owners: readOwners(part.owners)
	};
}

function readOwners(json: string | null): ClientOwner[] {
	return json === null ? [] : (JSON.parse(json) as ClientOwner[]);
}

async function rowsAfter(sql: postgres.Sql, boardId: string, seq: number): Promise<StoredRow[]> {
	const rows = await sql<Pick<LoadedPart, 'seq' | 'data' | 'author_id'>[]>`
		select seq, data, author_id from board_updates where board_id = ${boardId} and seq > ${seq}
		order by seq limit ${rowsPerReadMax}`;
	const read = rows.map(asRow);
	checkRows(boardId, seq, read);
	return read;
}

async function heads(sql: postgres.Sql, boardIds: readonly string[]): Promise<Map<string, number>> {
	const rows = await sql<{ id: string; head: string }[]>`
		select id, head from boards where id = any(${arrayText(boardIds)}::text::text[])`;
	return new Map(rows.map(({ id, head }) => [id, Number(head)]));
}

/** Checks that `rows` follow on `seq` without a hole; the answer is the number of the last. */
function checkRows(boardId: string, seq: number, rows: readonly StoredRow[]): number {
	let expected = seq;
	for (const row of rows) {
		if (row.seq !== ++expected) {
			throw new DamagedLogError(
				`the log of board ${boardId} lacks row ${expected}: restore it from a backup`
			);
		}
	}
	return expected;
}

function checkGapless(boardId: string, { head, checkpoint, rows }: StoredBoard): void {
	const expected = checkRows(boardId, checkpoint?.seq ?? 0, rows);
	if (expected !== head) {
		throw new DamagedLogError(
			`the log of board ${boardId} ends at ${expected} instead of ${head}: restore it from a backup`
		);
	}
}

async function writeCheckpoint(sql: postgres.Sql, checkpoint: Checkpoint): Promise<void> {
	const { boardId, seq, schemaVersion, data, stateVector, owners } = checkpoint;
	await sql`
		insert into board_checkpoints (board_id, seq, schema_version, data, state_vector, owners)
		select ${boardId}, ${seq}, ${schemaVersion}, ${asBuffer(data)}, ${asBuffer(stateVector)},
			${JSON.stringify(owners)}::text::jsonb
		where exists (select 1 from boards where id = ${boardId})
		on conflict do nothing`;
}

/** PostgreSQL's spelling of an array; postgres.js has none of its own without the array types (see db/open.ts). */
function arrayText(items: readonly (string | number | null)[]): string {
	const texts = items.map((item) => {
		if (item === null) return 'NULL';
		return typeof item === 'number' ? String(item) : `"${item.replaceAll(/["\\]/g, '\\$&')}"`;
	});
	return `{${texts.join(',')}}`;
}

/** The same of bytes, in which nothing has to be looked for that must be escaped. */
function bytesArrayText(items: readonly Uint8Array[]): string {
	return `{${items.map((bytes) => `"\\\\x${asBuffer(bytes).toString('hex')}"`).join(',')}}`;
}

function asBuffer(bytes: Uint8Array): Buffer {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
