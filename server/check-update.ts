// Looks into an update before anything is changed: is it whole, does it fit to what the room has, is it within bounds, is it the
// sender's to bring, does it change anything? It changes nothing itself.
import * as Y from 'yjs';
import type { SyncLimits } from './limits.ts';
import { scanUpdate, type ScanLimits } from './scan-update.ts';
import { refusedContent } from './update-content.ts';
import { findOrderProblem } from './update-order.ts';

export type UpdateVerdict =
	/** `clients`: under whose ids it brings something new. */
	| { kind: 'sound'; clients: number[] }
	/** Everything in it is known already. */
	| { kind: 'nothing-new' }
	/** It builds on changes that the room does not have. What stands without them is sound. */
	| { kind: 'gap'; clients: number[] }
	/** It brings new structs under client ids that belong to somebody else: up to which clock of each. */
	| { kind: 'foreign'; ends: Map<number, number> }
	| { kind: 'refused'; reason: string };

type Decoded = ReturnType<typeof Y.decodeUpdate>;
type UpdateLimits = ScanLimits & Pick<SyncLimits, 'newClientIdsPerUpdateMax' | 'typeDepthMax' | 'clockMax'>;

/** `mayExtend`: whether the sender may bring structs under a client id, up to a clock that the board has not reached. */
export function checkUpdate(
	doc: Y.Doc,
	update: Uint8Array,
	limits: UpdateLimits,
	mayExtend: (client: number, end: number) => boolean = () => true
): UpdateVerdict {
	const scan = scanUpdate(update, limits);
	if (scan.kind === 'refused') return { kind: 'refused', reason: `not an update (${scan.reason})` };
	let decoded: Decoded;
	try {
		decoded = Y.decodeUpdate(update);
	} catch (error) {
		// What it says may quote content, and reasons are logged.
		const kind = error instanceof Error ? error.name : 'unreadable';
		return { kind: 'refused', reason: `not an update (${kind})` };
	}
	const refusal = outOfBounds(decoded, limits);
	if (refusal !== null) return { kind: 'refused', reason: refusal };
	const ends = endsPerClient(decoded);
	const { clients, newClients, foreign } = whose(doc, ends, mayExtend);
	if (newClients > limits.newClientIdsPerUpdateMax)
		return { kind: 'refused', reason: 'too many new client ids' };
	if (foreign.size > 0) return { kind: 'foreign', ends: foreign };
	const problem = findOrderProblem(doc, decoded.structs);
	if (problem === 'impossible') return { kind: 'refused', reason: 'a change refers to itself' };
	const hasGap = problem === 'gap' || deletesUnknown(doc, decoded, ends);
	if (!hasGap && changesNothing(doc, decoded, ends)) return { kind: 'nothing-new' };
	const content = refusedContent(doc, decoded.structs, limits);
	if (content !== null) return { kind: 'refused', reason: content };
	return { kind: hasGap ? 'gap' : 'sound', clients };
}

/** The update without any structs of `clients`. */
export function withoutClients(update: Uint8Array, clients: Iterable<number>): Uint8Array {
	const everything = new Map([...clients].map((client) => [client, Number.MAX_SAFE_INTEGER]));
	return Y.diffUpdate(update, Y.encodeStateVector(everything));
}

function outOfBounds({ structs, ds }: Decoded, limits: UpdateLimits): string | null {
	for (const struct of structs) {
		if (struct.length === 0) return 'an empty struct';
		if (struct.id.clock + struct.length > limits.clockMax) return 'clock out of bounds';
	}
	for (const items of ds.clients.values()) {
		for (const { clock, len } of items) {
			if (len === 0) return 'an empty range';
			if (clock + len > limits.clockMax) return 'clock out of bounds';
		}
	}
	return null;
}

function endsPerClient({ structs }: Decoded): Map<number, number> {
	const ends = new Map<number, number>();
	for (const { id, length } of structs)
		ends.set(id.client, Math.max(ends.get(id.client) ?? 0, id.clock + length));
	return ends;
}

function whose(
	doc: Y.Doc,
	ends: ReadonlyMap<number, number>,
	mayExtend: (client: number, end: number) => boolean
): { clients: number[]; newClients: number; foreign: Map<number, number> } {
	const clients: number[] = [];
	let newClients = 0;
	const foreign = new Map<number, number>();
	for (const [client, end] of ends) {
		if (end <= Y.getState(doc.store, client)) continue;
		clients.push(client);
		if (!doc.store.clients.has(client)) newClients++;
		if (!mayExtend(client, end)) foreign.set(client, end);
	}
	return { clients, newClients, foreign };
}

function deletesUnknown(doc: Y.Doc, { ds }: Decoded, ends: ReadonlyMap<number, number>): boolean {
	for (const [client, items] of ds.clients) {
		const end = Math.max(Y.getState(doc.store, client), ends.get(client) ?? 0);
		for (const { clock, len } of items) if (clock + len > end) return true;
	}
	return false;
}

function changesNothing(doc: Y.Doc, { ds }: Decoded, ends: ReadonlyMap<number, number>): boolean {
	for (const [client, end] of ends) if (end > Y.getState(doc.store, client)) return false;
	for (const [client, items] of ds.clients) {
		for (const { clock, len } of items) if (!isAllDeleted(doc, client, clock, len)) return false;
	}
	return true;
}

function isAllDeleted(doc: Y.Doc, client: number, clock: number, length: number): boolean {
	const structs = doc.store.clients.get(client);
	if (structs === undefined || clock + length > Y.getState(doc.store, client)) return false;
	for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
		const struct = structs[i];
		if (struct === undefined || struct.id.clock >= clock + length) return true;
		if (!struct.deleted) return false;
	}
	return true;
}
