// The tables. Board content itself is a log of Yjs updates; everything else here is about people, rights and boards as wholes.
import { sql } from 'drizzle-orm';
import {
	bigint,
	bigserial,
	customType,
	index,
	integer,
	jsonb,
	pgTable,
	primaryKey,
	text,
	timestamp,
	uniqueIndex
} from 'drizzle-orm/pg-core';

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });
const moment = (name: string) => timestamp(name, { withTimezone: true });

export const users = pgTable(
	'users',
	{
		id: text('id').primaryKey(),
		/** Stored in lower case. */
		email: text('email').notNull(),
		name: text('name').notNull(),
		/** argon2id, in PHC string form. */
		passwordHash: text('password_hash'),
		/** Of the installation: an owner may add people; a member may only use boards. */
		role: text('role', { enum: ['owner', 'member'] })
			.notNull()
			.default('member'),
		createdAt: moment('created_at').notNull().defaultNow(),
		disabledAt: moment('disabled_at')
	},
	(table) => [uniqueIndex('users_email_key').on(table.email)]
);

export const sessions = pgTable(
	'sessions',
	{
		/** SHA-256 (hex) of the cookie's token, so that a stolen table opens no session. */
		id: text('id').primaryKey(),
		userId: text('user_id')
			.notNull()
			.references(() => users.id, { onDelete: 'cascade' }),
		createdAt: moment('created_at').notNull().defaultNow(),
		expiresAt: moment('expires_at').notNull()
	},
	(table) => [index('sessions_user_id_idx').on(table.userId)]
);

/** Set-up of the first owner and invitations: links that work once. */
export const oneTimeLinks = pgTable(
	'one_time_links',
	{
		id: text('id').primaryKey(),
		tokenHash: text('token_hash').notNull().unique(),
		kind: text('kind', { enum: ['setup', 'invitation'] }).notNull(),
		/** Whom it is meant for; then only this address may use it. */
		email: text('email'),
		/** Of an invitation: the board. Of a set-up link: the sample board, if there is one. */
		boardId: text('board_id').references(() => boards.id, { onDelete: 'cascade' }),
		boardRole: text('board_role', { enum: ['owner', 'editor', 'viewer'] }),
		createdBy: text('created_by').references(() => users.id, { onDelete: 'cascade' }),
		createdAt: moment('created_at').notNull().defaultNow(),
		expiresAt: moment('expires_at').notNull(),
		usedAt: moment('used_at'),
		revokedAt: moment('revoked_at')
	},
	(table) => [index('one_time_links_board_id_idx').on(table.boardId)]
);

export const apiTokens = pgTable('api_tokens', {
	id: text('id').primaryKey(),
	tokenHash: text('token_hash').notNull().unique(),
	userId: text('user_id')
		.notNull()
		.references(() => users.id, { onDelete: 'cascade' }),
	name: text('name').notNull(),
	createdAt: moment('created_at').notNull().defaultNow(),
	lastUsedAt: moment('last_used_at'),
	revokedAt: moment('revoked_at')
});

export const boards = pgTable('boards', {
	id: text('id').primaryKey(),
	/** A projection of the document's title, for lists; the document is the truth. */
	title: text('title').notNull(),
	createdBy: text('created_by').references(() => users.id, { onDelete: 'set null' }),
	createdAt: moment('created_at').notNull().defaultNow(),
	/** Last committed change. */
	changedAt: moment('changed_at').notNull().defaultNow(),
	archivedAt: moment('archived_at'),
	/** Sequence number of the last row of this board's log; 0 = none. Gapless: the row is locked until the append commits. */
	head: bigint('head', { mode: 'number' }).notNull().default(0)
});

export const boardMembers = pgTable(
	'board_members',
	{
		boardId: text('board_id')
			.notNull()
			.references(() => boards.id, { onDelete: 'cascade' }),
		userId: text('user_id')
			.notNull()
			.references(() => users.id, { onDelete: 'cascade' }),
		role: text('role', { enum: ['owner', 'editor', 'viewer'] }).notNull(),
		addedAt: moment('added_at').notNull().defaultNow()
	},
	(table) => [
		primaryKey({ columns: [table.boardId, table.userId] }),
		index('board_members_user_id_idx').on(table.userId)
	]
);

/** Named, expiring, revocable read-only links for a screen without an account. */
export const displayLinks = pgTable(
	'display_links',
	{
		id: text('id').primaryKey(),
		boardId: text('board_id')
			.notNull()
			.references(() => boards.id, { onDelete: 'cascade' }),
		name: text('name').notNull(),
		tokenHash: text('token_hash').notNull().unique(),
		createdBy: text('created_by').references(() => users.id, { onDelete: 'set null' }),
		createdAt: moment('created_at').notNull().defaultNow(),
		expiresAt: moment('expires_at').notNull(),
		revokedAt: moment('revoked_at')
	},
	(table) => [index('display_links_board_id_idx').on(table.boardId)]
);

/** What a display link is exchanged for: a cookie bound to one link and so to one board. */
export const displaySessions = pgTable('display_sessions', {
	id: text('id').primaryKey(),
	linkId: text('link_id')
		.notNull()
		.references(() => displayLinks.id, { onDelete: 'cascade' }),
	createdAt: moment('created_at').notNull().defaultNow(),
	expiresAt: moment('expires_at').notNull()
});

/** The append-only log of Yjs updates. Rows are per author, so history needs no trust in client ids. */
export const boardUpdates = pgTable(
	'board_updates',
	{
		boardId: text('board_id')
			.notNull()
			.references(() => boards.id, { onDelete: 'cascade' }),
		seq: bigint('seq', { mode: 'number' }).notNull(),
		authorKind: text('author_kind', { enum: ['user', 'system'] }).notNull(),
		authorId: text('author_id'),
		at: moment('at')
			.notNull()
			.default(sql`now()`),
		data: bytea('data').notNull()
	},
	(table) => [primaryKey({ columns: [table.boardId, table.seq] })]
);

/** The whole document as of `seq`; a board is its newest checkpoint and the log rows after it. */
export const boardCheckpoints = pgTable(
	'board_checkpoints',
	{
		boardId: text('board_id')
			.notNull()
			.references(() => boards.id, { onDelete: 'cascade' }),
		seq: bigint('seq', { mode: 'number' }).notNull(),
		schemaVersion: integer('schema_version').notNull(),
		createdAt: moment('created_at').notNull().defaultNow(),
		data: bytea('data').notNull(),
		stateVector: bytea('state_vector').notNull(),
		/** Whose the Yjs client ids in it are; null where that was not kept yet. */
		owners: jsonb('owners').$type<{ owner: string | null; clients: number[] }[]>()
	},
	(table) => [primaryKey({ columns: [table.boardId, table.seq] })]
);

/** Who did what to rights and boards. Never content, never tokens. */
export const auditEntries = pgTable('audit_entries', {
	id: bigserial('id', { mode: 'number' }).primaryKey(),
	at: moment('at').notNull().defaultNow(),
	actorKind: text('actor_kind', { enum: ['user', 'link', 'system'] }).notNull(),
	actorId: text('actor_id'),
	action: text('action').notNull(),
	boardId: text('board_id'),
	detail: jsonb('detail').$type<Record<string, string | number | null>>()
});
