// Divides a large update into pieces of which each builds only on what came before it, so that work of any size goes through a
// server that takes frames up to a limit. It changes nothing in what the update means.
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number];

interface Queue {
	structs: Struct[];
	next: number;
	/** Of this client everything before this clock has gone out, or was there already. */
	clock: number;
}

/** A piece is filled up to about so many bytes; what one change brings is never divided. */
export function splitUpdate(update: Uint8Array, bytesMax: number): Uint8Array[] {
	if (update.length <= bytesMax) return [update];
	const { structs } = Y.decodeUpdate(update);
	const ordered = inOrder(structs);
	// Something that it builds on is missing: only the one who gets it can tell.
	if (ordered === null) return [update];
	const pieces: Uint8Array[] = [];
	let piece: Struct[] = [];
	let bytes = 0;
	for (const struct of ordered) {
		piece.push(struct);
		bytes += bytesOf(struct);
		if (bytes < bytesMax) continue;
		pieces.push(encode(piece));
		piece = [];
		bytes = 0;
	}
	if (piece.length > 0) pieces.push(encode(piece));
	return [...pieces, endOf(update, structs)];
}

/** The structs one after the other, each behind those that it refers to; null if there is no such order. */
function inOrder(structs: readonly Struct[]): Struct[] | null {
	const queues = new Map<number, Queue>();
	for (const struct of structs) {
		const { client, clock } = struct.id;
		const queue = queues.get(client);
		if (queue) queue.structs.push(struct);
		else queues.set(client, { structs: [struct], next: 0, clock });
	}
	const ordered: Struct[] = [];
	const waiting = new Map<number, number[]>();
	const ready = [...queues.keys()];
	for (let client = ready.pop(); client !== undefined; client = ready.pop()) {
		const queue = queues.get(client) as Queue;
		const before = queue.next;
		for (; queue.next < queue.structs.length; queue.next++) {
			const struct = queue.structs[queue.next] as Struct;
			if (struct instanceof Y.Skip) return null;
			const blocker = blockerOf(struct, queues);
			if (blocker !== null) {
				waiting.set(blocker, [...(waiting.get(blocker) ?? []), client]);
				break;
			}
			ordered.push(struct);
			queue.clock = struct.id.clock + struct.length;
		}
		if (queue.next === before) continue;
		ready.push(...(waiting.get(client) ?? []));
		waiting.delete(client);
	}
	return ordered.length === structs.length ? ordered : null;
}

/** Whose change has to come first. */
function blockerOf(struct: Struct, queues: ReadonlyMap<number, Queue>): number | null {
	if (!(struct instanceof Y.Item)) return null;
	for (const id of [struct.origin, struct.rightOrigin, struct.parent]) {
		if (!(id instanceof Y.ID) || id.client === struct.id.client) continue;
		const queue = queues.get(id.client);
		if (queue !== undefined && id.clock >= queue.clock) return id.client;
	}
	return null;
}

function encode(structs: readonly Struct[]): Uint8Array {
	const encoder = new Y.UpdateEncoderV1();
	const byClient = Map.groupBy(structs, ({ id }) => id.client);
	encoding.writeVarUint(encoder.restEncoder, byClient.size);
	// Higher ids first, as Yjs does.
	for (const [client, own] of [...byClient].toSorted(([a], [b]) => b - a)) {
		encoding.writeVarUint(encoder.restEncoder, own.length);
		encoder.writeClient(client);
		encoding.writeVarUint(encoder.restEncoder, own[0]?.id.clock ?? 0);
		for (const struct of own) struct.write(encoder, 0);
	}
	const noDeletions = 0;
	encoding.writeVarUint(encoder.restEncoder, noDeletions);
	return encoder.toUint8Array();
}

function bytesOf(struct: Struct): number {
	const encoder = new Y.UpdateEncoderV1();
	struct.write(encoder, 0);
	return encoding.length(encoder.restEncoder);
}

/**
 * What is removed, and of each client the last unit: whoever has that has all before it, so that who judges this piece judges the
 * whole. Without it a reader that could not take an earlier piece would find nothing missing here.
 */
function endOf(update: Uint8Array, structs: readonly Struct[]): Uint8Array {
	const lastUnits = new Map(structs.map(({ id, length }) => [id.client, id.clock + length - 1]));
	return Y.diffUpdate(update, Y.encodeStateVector(lastUnits));
}
