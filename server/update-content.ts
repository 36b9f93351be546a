// What an update may not hold even where its structure is sound: keys that reach into a reader's prototypes, and nesting that a
// reader could not follow. It changes nothing.
import * as Y from 'yjs';
import type { SyncLimits } from './limits.ts';

type ContentLimits = Pick<SyncLimits, 'typeDepthMax' | 'valueDepthMax'>;
type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number];

/** Names that would reach into the prototypes of a reader's objects. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

export function refusedContent(doc: Y.Doc, structs: readonly Struct[], limits: ContentLimits): string | null {
	const depths = new Map<string, number>();
	for (const struct of structs) {
		if (!(struct instanceof Y.Item)) continue;
		if (struct.parentSub !== null && forbiddenKeys.has(struct.parentSub)) return 'a forbidden key';
		for (const value of valuesOf(struct.content)) {
			const refusal = refusedValue(value, limits.valueDepthMax);
			if (refusal !== null) return refusal;
		}
		if (struct.content instanceof Y.ContentType) {
			const depth = depthOf(doc, struct, depths);
			if (depth > limits.typeDepthMax) return 'nested too deep';
			depths.set(idKey(struct.id), depth);
		}
	}
	return null;
}

function valuesOf(content: Y.Item['content']): readonly unknown[] {
	if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) return content.arr;
	if (content instanceof Y.ContentEmbed) return [content.embed];
	if (content instanceof Y.ContentFormat) return [content.value];
	return [];
}

/** A key `__proto__` shows itself as such, or as an object whose prototype is not the common one. */
function refusedValue(value: unknown, depthLeft: number): string | null {
	if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return null;
	if (depthLeft === 0) return 'a value is nested too deep';
	if (!Array.isArray(value)) {
		if (Object.getPrototypeOf(value) !== Object.prototype || Object.hasOwn(value, '__proto__'))
			return 'a forbidden key';
	}
	for (const part of Object.values(value)) {
		const refusal = refusedValue(part, depthLeft - 1);
		if (refusal !== null) return refusal;
	}
	return null;
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
