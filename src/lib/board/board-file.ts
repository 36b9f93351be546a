// The board file: a board's content as JSON, for export, import and the sample. It carries every record with its id, so links hold.
import * as Y from 'yjs';
import { z } from 'zod';
import { editBoardInfo } from './commands/board-info.ts';
import { run } from './commands/run.ts';
import { idPattern } from './id.ts';
import { boardInfo } from './schema/board-info.ts';
import { citation } from './schema/citation.ts';
import { collection, collectionNames, recordKinds } from './schema/document.ts';
import { migrateDocument } from './schema/migrations.ts';
import { createRecord, type CollectionName, type RecordInput, type RecordKind } from './schema/record.ts';
import { richText } from './schema/rich-text.ts';
import { schemaVersion } from './schema/version.ts';
import type { BoardSnapshot } from './snapshot.ts';

export const boardFileFormat = 'sandtable-board';
/** Records of one kind that a file may hold. */
const recordsMax = 100_000;
/** Programs that write to a board may give ids of their own. */
const idCharsMax = 200;

function recordOf(kind: RecordKind) {
	const texts = Object.fromEntries(kind.texts.map((name) => [name, richText.default([])]));
	return z.object({
		// Any id will do; those that are not of our form are replaced.
		id: z.string().min(1).max(idCharsMax),
		// Absent in files written by hand: then the order in the file is the order of making.
		createdAt: z.iso.datetime().optional().catch(undefined),
		...kind.fields.shape,
		...texts,
		...(kind.cited ? { citations: z.record(z.string(), citation).default({}) } : {})
	});
}

const boardFileShape = z.object({
	format: z.literal(boardFileFormat),
	version: z.number().int().min(1).max(schemaVersion),
	board: boardInfo.unwrap(),
	pins: z.array(recordOf(recordKinds.pins)).max(recordsMax).default([]),
	actors: z.array(recordOf(recordKinds.actors)).max(recordsMax).default([]),
	notes: z.array(recordOf(recordKinds.notes)).max(recordsMax).default([]),
	relations: z.array(recordOf(recordKinds.relations)).max(recordsMax).default([]),
	sources: z.array(recordOf(recordKinds.sources)).max(recordsMax).default([])
});

const boardFile = boardFileShape.superRefine((file, context) => {
	const seen = new Set<string>();
	for (const name of collectionNames) {
		for (const [index, { id }] of (file[name] as readonly { id: unknown }[]).entries()) {
			const key = String(id);
			if (seen.has(key)) {
				context.addIssue({
					code: 'custom',
					path: [name, index, 'id'],
					message: `"${key}" names two records`
				});
			}
			seen.add(key);
		}
	}
});

export type BoardFile = z.output<typeof boardFile>;
export type BoardFileResult = { ok: true; file: BoardFile } | { ok: false; problems: readonly string[] };

/** Reads parsed JSON. Every problem is named with its place, ten at most. */
export function parseBoardFile(json: unknown): BoardFileResult {
	const read = boardFile.safeParse(json);
	if (read.success) return { ok: true, file: read.data };
	return {
		ok: false,
		problems: read.error.issues.slice(0, 10).map((issue) => `${issue.path.join('.')}: ${issue.message}`)
	};
}

export function boardFileOf(snapshot: BoardSnapshot): BoardFile {
	const { unreadable: _unreadable, ...content } = snapshot;
	return { format: boardFileFormat, version: schemaVersion, ...content } as unknown as BoardFile;
}

/** A document holding the file's content, as one update. Ids that are not of our form are replaced, links with them. */
export function boardFileUpdate(file: BoardFile, makeId: (fileId: string) => string): Uint8Array {
	const doc = new Y.Doc();
	const board = { doc, undo: null };
	const ids = new Map<string, string>();
	const idFor = (fileId: string): string => {
		const known = ids.get(fileId) ?? (idPattern.test(fileId) ? fileId : makeId(fileId));
		ids.set(fileId, known);
		return known;
	};
	migrateDocument(doc);
	editBoardInfo(board, file.board);
	run(board, 'Imported', ({ now }) => {
		let made = Date.parse(now);
		for (const name of collectionNames) {
			for (const record of file[name] as readonly Record<string, unknown>[]) {
				const createdAt = (record.createdAt as string | undefined) ?? new Date(made++).toISOString();
				const input = relinked(name, record, idFor);
				collection(doc, name).set(
					idFor(String(record.id)),
					createRecord(recordKinds[name] as RecordKind, input, createdAt)
				);
			}
		}
	});
	return Y.encodeStateAsUpdate(doc);
}

const linkFields: Partial<Record<CollectionName, readonly string[]>> = {
	pins: ['actorId'],
	relations: ['fromId', 'toId']
};

function relinked(
	name: CollectionName,
	record: Record<string, unknown>,
	idFor: (id: string) => string
): RecordInput<RecordKind> {
	const copy: Record<string, unknown> = { ...record };
	for (const field of linkFields[name] ?? [])
		if (typeof copy[field] === 'string') copy[field] = idFor(copy[field]);
	if (copy.citations) {
		copy.citations = Object.fromEntries(
			Object.entries(copy.citations as object).map(([sourceId, entry]) => [idFor(sourceId), entry as unknown])
		);
	}
	return copy as RecordInput<RecordKind>;
}
