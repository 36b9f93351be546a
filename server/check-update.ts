// Looks into an update before anything is changed: is it whole, does it fit to what the room has, is it within bounds, does it
// change anything? It changes nothing itself.
import * as Y from 'yjs';
import type { SyncLimits } from './limits.ts';

export type UpdateVerdict =
	| { kind: 'sound' }
	/** Everything in it is known already. */
	| { kind: 'nothing-new' }
	/** It builds on changes that the room does not have. */
	| { kind: 'gap' }
	| { kind: 'refused'; reason: string };

type Decoded = ReturnType<typeof Y.decodeUpdate>;
type UpdateLimits = Pick<
	SyncLimits,
	| 'structsPerUpdateMax'
	| 'deleteRangesPerUpdateMax'
	| 'newClientIdsPerUpdateMax'
	| 'typeDepthMax'
	| 'clockMax'
>;

/** Names that would reach into the prototypes of a reader's objects. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

export function checkUpdate(doc: Y.Doc, update: Uint8Array, limits: UpdateLimits): UpdateVerdict {
	let decoded: Decoded;
	try {
		decoded = Y.decodeUpdate(update);
	} catch (error) {
		return {
			kind: 'refused',
			reason: `not an update (${error instanceof Error ? error.message : 'unreadable'})`
		};
	}
	const refusal = outOfBounds(doc, decoded, limits);
	if (refusal !== null) return { kind: 'refused', reason: refusal };
	const ends = endsPerClient(decoded);
	if (hasGap(doc, decoded, ends)) return { kind: 'gap' };
	if (changesNothing(doc, decoded)) return { kind: 'nothing-new' };
	const content = refusedContent(doc, decoded, limits);
	return content === null ? { kind: 'sound' } : { kind: 'refused', reason: content };
}

function outOfBounds(doc: Y.Doc, { structs, ds }: Decoded, limits: UpdateLimits): string | null {
	if (structs.length > limits.structsPerUpdateMax) return 'too many structs';
	const fresh = new Set<number>();
	for (const struct of structs) {
		const { client, clock } = struct.id;
		if (clock + struct.length > limits.clockMax) return 'clock out of bounds';
		if (!doc.store.clients.has(client)) fresh.add(client);
	}
	if (fresh.size > limits.newClientIdsPerUpdateMax) return 'too many new client ids';
	let ranges = 0;
	for (const items of ds.clients.values()) {
		ranges += items.length;
		for (const { clock, len } of items) if (clock + len > limits.clockMax) return 'clock out of bounds';
	}
	return ranges > limits.deleteRangesPerUpdateMax ? 'too many delete ranges' : null;
}

function endsPerClient({ structs }: Decoded): Map<number, number> {
	const ends = new Map<number, number>();
	for (const struct of structs) {
		if (struct instanceof Y.Skip) continue;
		const { client, clock } = struct.id;
		ends.set(client, Math.max(ends.get(client) ?? 0, clock + struct.length));
	}
	return ends;
}

function hasGap(doc: Y.Doc, { structs, ds }: Decoded, ends: Map<number, number>): boolean {
	const expected = new Map<number, number>();
	const isKnown = (id: Y.ID | null | undefined) =>
		!id || id.clock < Math.max(Y.getState(doc.store, id.client), ends.get(id.client) ?? 0);
	for (const struct of structs) {
		const { client, clock } = struct.id;
		const next = expected.get(client) ?? Y.getState(doc.store, client);
		if (struct instanceof Y.Skip || clock > next) return true;
		expected.set(client, Math.max(next, clock + struct.length));
		if (struct instanceof Y.Item) {
			if (!isKnown(struct.origin) || !isKnown(struct.rightOrigin)) return true;
			if (struct.parent instanceof Y.ID && !isKnown(struct.parent)) return true;
		}
	}
	for (const [client, items] of ds.clients) {
		const end = Math.max(Y.getState(doc.store, client), ends.get(client) ?? 0);
		for (const { clock, len } of items) if (clock + len > end) return true;
	}
	return false;
}

function changesNothing(doc: Y.Doc, { structs, ds }: Decoded): boolean {
	for (const struct of structs) {
		if (struct.id.clock + struct.length > Y.getState(doc.store, struct.id.client)) return false;
	}
	for (const [client, items] of ds.clients) {
		for (const { clock, len } of items) if (!isAllDeleted(doc, client, clock, len)) return false;
	}
	return true;
}

function isAllDeleted(doc: Y.Doc, client: number, clock: number, length: number): boolean {
	if (length === 0) return true;
	const structs = doc.store.clients.get(client);
	if (structs === undefined || clock + length > Y.getState(doc.store, client)) return false;
	for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
		const struct = structs[i];
		if (struct === undefined || struct.id.clock >= clock + length) return true;
		if (!struct.deleted) return false;
	}
	return true;
}

function refusedContent(doc: Y.Doc, { structs }: Decoded, limits: UpdateLimits): string | null {
	const depths = new Map<string, number>();
	for (const struct of structs) {
		if (!(struct instanceof Y.Item)) continue;
		if (struct.parentSub !== null && forbiddenKeys.has(struct.parentSub)) return 'a forbidden key';
		const { content } = struct;
		if (content instanceof Y.ContentDoc) return 'a document within the document';
		if (content instanceof Y.ContentAny && content.arr.some(hasForeignPrototype)) return 'a forbidden key';
		if (content instanceof Y.ContentType) {
			const depth = depthOf(doc, struct, depths);
			if (depth > limits.typeDepthMax) return 'nested too deep';
			depths.set(idKey(struct.id), depth);
		}
	}
	return null;
}

/** A key `__proto__` shows itself after decoding as an object whose prototype is not the common one. */
function hasForeignPrototype(value: unknown): boolean {
	if (Array.isArray(value)) return value.some(hasForeignPrototype);
	if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
	if (Object.getPrototypeOf(value) !== Object.prototype) return true;
	return Object.values(value).some(hasForeignPrototype);
}

/** How many types lie above `item`; those of this update are looked up in `depths`. */
function depthOf(doc: Y.Doc, item: Y.Item, depths: Map<string, number>): number {
	// An item that names no parent shares that of its neighbour.
	const neighbour = item.origin ?? item.rightOrigin;
	const parent = item.parent instanceof Y.ID ? item.parent : null;
	if (parent !== null) return 1 + (depths.get(idKey(parent)) ?? storedDepth(doc, parent));
	if (item.parent !== null || neighbour === null) return 1;
	return depths.get(idKey(neighbour)) ?? storedDepth(doc, neighbour);
}

function storedDepth(doc: Y.Doc, id: Y.ID): number {
	if (id.clock >= Y.getState(doc.store, id.client)) return 1;
	let depth = 0;
	let item: unknown = Y.getItem(doc.store, id);
	while (item instanceof Y.Item) {
		depth++;
		item = item.parent instanceof Y.AbstractType ? item.parent._item : null;
	}
	return depth;
}

function idKey({ client, clock }: Y.ID): string {
	return `${client}.${clock}`;
}
