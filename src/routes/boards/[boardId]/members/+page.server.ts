// The people of one board, its invitations and its display links. Every action is decided by the services, not here.
import { error, fail, redirect } from '@sveltejs/kit';
import { boardRoles } from '#lib/board/roles.ts';
import { m } from '#lib/messages/index.ts';
import { readForm } from '../../../parts/form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent }) => {
	const { grant } = await parent();
	// Who else is on a board is the members' own affair; a screen with a display link sees the board only.
	if (grant.principal.kind !== 'user') error(404, m.boards.notFound);
	const { members, invitations, displayLinks } = locals.services;
	const isOwner = grant.role === 'owner';
	return {
		isOwner,
		members: await members.list(params.boardId),
		invitations: isOwner ? await invitations.list(params.boardId) : [],
		links: isOwner ? await displayLinks.list(params.boardId) : []
	};
};

type Part = 'people' | 'invitations' | 'links';
type Reason =
	'not-found' | 'forbidden' | 'last-owner' | 'no-such-member' | 'too-many' | 'invalid-role' | 'no-such-item';

const texts: Record<Reason, string> = {
	'not-found': m.boards.notFound,
	forbidden: m.boards.onlyOwners,
	'last-owner': m.boards.lastOwner,
	'no-such-member': m.boards.noSuchMember,
	'too-many': m.boards.tooManyInvitations,
	'invalid-role': m.boards.invalidRole,
	'no-such-item': m.boards.goneAlready
};

const statuses: Partial<Record<Reason, number>> = { 'not-found': 404, forbidden: 403, 'last-owner': 409 };

const refused = (part: Part, reason: Reason, text = texts[reason]) =>
	fail(statuses[reason] ?? 400, { part, problem: text });

function signedIn(locals: App.Locals, url: URL) {
	if (!locals.session) redirect(303, `/login?next=${encodeURIComponent(url.pathname)}`);
	return { actor: { kind: 'user' as const, id: locals.session.user.id }, services: locals.services };
}

const asRole = (value: string) => boardRoles.find((role) => role === value);

export const actions: Actions = {
	role: async ({ request, locals, params, url }) => {
		const { actor, services } = signedIn(locals, url);
		const field = await readForm(request);
		const role = asRole(field('role'));
		if (!role) return refused('people', 'invalid-role');
		const result = await services.members.setRole(actor, params.boardId, field('userId'), role);
		if (!result.ok) return refused('people', result.reason);
		return { part: 'people' as const, done: m.boards.roleChanged(field('name')) };
	},

	remove: async ({ request, locals, params, url }) => {
		const { actor, services } = signedIn(locals, url);
		const field = await readForm(request);
		const result = await services.members.remove(actor, params.boardId, field('userId'));
		if (!result.ok) return refused('people', result.reason);
		if (field('userId') === actor.id) redirect(303, '/boards');
		return { part: 'people' as const, done: m.boards.removed(field('name')) };
	},

	invite: async ({ request, locals, params, url }) => {
		const { actor, services } = signedIn(locals, url);
		const field = await readForm(request);
		const role = asRole(field('role'));
		if (!role) return refused('invitations', 'invalid-role');
		const email = field('email');
		const made = await services.invitations.make(actor, params.boardId, { role, email });
		if (made.ok) {
			return { part: 'invitations' as const, made: `${url.origin}/invite#${made.token}` };
		}
		if (made.reason !== 'invalid') return refused('invitations', made.reason);
		return fail(400, { part: 'invitations' as const, email, role, fault: made.faults.email });
	},

	uninvite: async ({ request, locals, params, url }) => {
		const { actor, services } = signedIn(locals, url);
		const field = await readForm(request);
		const result = await services.invitations.revoke(actor, params.boardId, field('invitationId'));
		if (!result.ok)
			return refused('invitations', result.reason === 'forbidden' ? 'forbidden' : 'no-such-item');
		return { part: 'invitations' as const, done: m.boards.takenBack };
	},

	link: async ({ request, locals, params, url }) => {
		const { actor, services } = signedIn(locals, url);
		const field = await readForm(request);
		const name = field('name');
		const hours = /^\d{1,4}$/.test(field('hours')) ? Number(field('hours')) : 0;
		const made = await services.displayLinks.make(actor, params.boardId, { name, hours });
		if (made.ok) return { part: 'links' as const, made: `${url.origin}/display#${made.token}` };
		if (made.reason !== 'invalid') {
			const tooMany = made.reason === 'too-many';
			return refused('links', made.reason, tooMany ? m.boards.tooManyLinks : undefined);
		}
		return fail(400, {
			part: 'links' as const,
			name,
			hours: field('hours'),
			fault: made.faults.name,
			hoursFault: made.faults.hours
		});
	},

	unlink: async ({ request, locals, params, url }) => {
		const { actor, services } = signedIn(locals, url);
		const field = await readForm(request);
		const result = await services.displayLinks.revoke(actor, params.boardId, field('linkId'));
		if (!result.ok) return refused('links', result.reason === 'forbidden' ? 'forbidden' : 'no-such-item');
		return { part: 'links' as const, done: m.boards.linkEnded };
	}
};
