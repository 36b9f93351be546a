// What nodes say to each other, as text. Nothing in it is trusted further than its shape, and nothing of a board's content is in it.
import { z } from 'zod';

/** Somebody, their place among the colours, and since when they have it (milliseconds since 1970). */
const person = z.object({
	id: z.string(),
	colour: z.int().nonnegative(),
	since: z.number(),
	/** They may change the board. Older nodes do not say. */
	writes: z.boolean().default(false)
});
export type ColourClaim = z.infer<typeof person>;

const presence = z.object({
	/** Id and clock of the Yjs client. */
	id: z.int(),
	clock: z.int(),
	/** JSON; the text `null` takes the presence away. */
	json: z.string(),
	/** Null where the presence is taken away. */
	person: person.nullable()
});
export type RelayedPresence = z.infer<typeof presence>;

const nodeMessage = z.discriminatedUnion('kind', [
	/** A sign of life. */
	z.object({ kind: z.literal('here'), node: z.string(), beat: z.int() }),
	/** The node is about to end. */
	z.object({ kind: z.literal('bye'), node: z.string() }),
	/** Boards and the numbers of their last rows. */
	z.object({ kind: z.literal('heads'), node: z.string(), heads: z.array(z.tuple([z.string(), z.int()])) }),
	/** Who is on a board, as far as something changed. */
	z.object({ kind: z.literal('presence'), node: z.string(), board: z.string(), entries: z.array(presence) }),
	/** The node was cut off. Who is on it follows. */
	z.object({ kind: z.literal('anew'), node: z.string() }),
	/** A board was opened: who is on it elsewhere? */
	z.object({ kind: z.literal('who'), node: z.string(), board: z.string() })
]);
export type NodeMessage = z.infer<typeof nodeMessage>;

export function readNodeMessage(text: string): NodeMessage | null {
	try {
		const message = nodeMessage.safeParse(JSON.parse(text));
		return message.success ? message.data : null;
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}

/** As many messages as the limit asks for. */
export function writeHeads(node: string, heads: ReadonlyMap<string, number>, bytesMax: number): string[] {
	return inPieces([...heads], bytesMax, (some) => ({ kind: 'heads', node, heads: some }));
}

/** A presence that fits no message by itself is told without what the person does. */
export function writePresence(
	node: string,
	board: string,
	entries: readonly RelayedPresence[],
	bytesMax: number
): string[] {
	const write = (some: RelayedPresence[]) => ({ kind: 'presence', node, board, entries: some }) as const;
	const fitting = entries.map((entry) =>
		Buffer.byteLength(JSON.stringify(write([entry]))) <= bytesMax ? entry : onlyWho(entry)
	);
	return inPieces(fitting, bytesMax, write);
}

function onlyWho(entry: RelayedPresence): RelayedPresence {
	const { user } = JSON.parse(entry.json) as { user?: unknown };
	return { ...entry, json: JSON.stringify({ user }) };
}

export function writeMessage(message: NodeMessage): string {
	return JSON.stringify(message);
}

function inPieces<T>(items: readonly T[], bytesMax: number, write: (some: T[]) => NodeMessage): string[] {
	if (items.length === 0) return [];
	const whole = writeMessage(write([...items]));
	if (items.length === 1 || Buffer.byteLength(whole) <= bytesMax) return [whole];
	const middle = Math.ceil(items.length / 2);
	return [
		...inPieces(items.slice(0, middle), bytesMax, write),
		...inPieces(items.slice(middle), bytesMax, write)
	];
}
