// What others may know about me now: pointer, selection, drag, view, text cursor. It is never stored, and it is untrusted:
// `user` is stamped by the server, everything else is validated on arrival and dropped where it does not fit.
import { z } from 'zod';
import { boardRoles } from './roles.ts';
import { lngLat, wallPoint } from './schema/position.ts';

/** Ids that one presence names at most; a larger selection is cut. */
export const presenceIdsMax = 24;

const id = z.string().max(64);
const point = z.discriminatedUnion('pane', [
	z.object({ pane: z.literal('map'), at: lngLat }),
	z.object({ pane: z.literal('wall'), at: wallPoint })
]);

export const presenceUser = z.object({
	id,
	name: z.string().max(300),
	color: z.string().regex(/^#[0-9A-Fa-f]{6}$/),
	role: z.enum(boardRoles)
});
export type PresenceUser = z.infer<typeof presenceUser>;

export const presenceView = z.object({
	layout: z.enum(['map', 'both', 'wall']),
	map: z.object({ center: lngLat, zoom: z.number().min(0).max(24) }).optional(),
	/** What the wall shows: its centre in wall pixels, and the zoom. */
	wall: z.object({ center: wallPoint, zoom: z.number().min(0.01).max(10) }).optional()
});
export type PresenceView = z.infer<typeof presenceView>;

export const presenceDrag = z.object({
	pane: z.enum(['map', 'wall']),
	items: z.array(z.object({ id, at: z.tuple([z.number(), z.number()]).readonly() })).max(presenceIdsMax)
});
export type PresenceDrag = z.infer<typeof presenceDrag>;

/** The fields of a presence, each valid or absent. */
const fields = {
	user: presenceUser,
	pointer: point.nullable(),
	selection: z.array(id).max(presenceIdsMax),
	drag: presenceDrag.nullable(),
	view: presenceView,
	/** The awareness client id of whom I follow. */
	following: z.number().int().nonnegative().nullable(),
	/** The record whose text I am editing. */
	editing: id.nullable()
} as const;

export type Presence = { readonly [Name in keyof typeof fields]?: z.infer<(typeof fields)[Name]> };

/** What is valid of a presence as it arrived. The text cursor (`cursor`) is read by the text editor itself. */
export function readPresence(state: unknown): Presence {
	if (typeof state !== 'object' || state === null) return {};
	const presence: Record<string, unknown> = {};
	for (const name of Object.keys(fields) as (keyof typeof fields)[]) {
		if (!Object.hasOwn(state, name)) continue;
		const read = fields[name].safeParse((state as Record<string, unknown>)[name]);
		if (read.success) presence[name] = read.data;
	}
	return presence;
}
