// The list of one person's boards. Each action is checked again by `services.boards`, whatever the page offered.
import { fail, redirect } from '@sveltejs/kit';
import { m } from '#lib/messages/index.ts';
import type { Services } from '#lib/server/services.ts';
import { readForm } from '../parts/form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	if (!locals.session) redirect(303, '/login?next=%2Fboards');
	const archived = url.searchParams.has('archived');
	const { user } = locals.session;
	const search = (url.searchParams.get('q') ?? '').slice(0, 200);
	return {
		archived,
		search,
		boards: await locals.services.boards.list(user.id, archived ? 'archived' : 'current')
	};
};

type Refusal = 'not-found' | 'forbidden';

const refused = (boardId: string, reason: Refusal) =>
	fail(reason === 'not-found' ? 404 : 403, {
		boardId,
		problem: reason === 'not-found' ? m.boards.notFound : m.boards.onlyOwners
	});

function signedIn(locals: App.Locals): { actor: { kind: 'user'; id: string }; services: Services } {
	if (!locals.session) redirect(303, '/login?next=%2Fboards');
	return { actor: { kind: 'user', id: locals.session.user.id }, services: locals.services };
}

async function setArchived(request: Request, locals: App.Locals, archived: boolean) {
	const { actor, services } = signedIn(locals);
	const field = await readForm(request);
	const boardId = field('boardId');
	const result = await services.boards.setArchived(actor, boardId, archived);
	if (!result.ok) return refused(boardId, result.reason);
	return { moved: { boardId, title: field('title'), archived } };
}

export const actions: Actions = {
	create: async ({ request, locals }) => {
		const { actor, services } = signedIn(locals);
		const field = await readForm(request);
		const title = field('title');
		const made = await services.boards.create(actor, { title });
		if (!made.ok) return fail(400, { creating: true, title, fault: made.faults.title });
		redirect(303, `/boards/${made.id}`);
	},

	rename: async ({ request, locals }) => {
		const { actor, services } = signedIn(locals);
		const field = await readForm(request);
		const boardId = field('boardId');
		const result = await services.boards.rename(actor, boardId, { title: field('title') });
		if (result.ok) return { renamed: boardId };
		if (result.reason === 'invalid') {
			return fail(400, { boardId, title: field('title'), fault: result.faults.title });
		}
		return refused(boardId, result.reason);
	},

	archive: ({ request, locals }) => setArchived(request, locals, true),
	unarchive: ({ request, locals }) => setArchived(request, locals, false)
};
