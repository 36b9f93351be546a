// Lets somebody in to one board, or not. "No such board" and "no right" look the same.
import { error, redirect } from '@sveltejs/kit';
import { m } from '#lib/messages/index.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, params, url, depends }) => {
	depends('app:board');
	const { access, displayLinks } = locals.services;
	const grant = await access.boardGrant(locals, params.boardId);
	const board = grant ? await access.board(params.boardId) : null;
	if (grant && board) return { board, grant: { role: grant.role, principal: grant.principal } };

	const endedAt = await displayLinks.endedAt(params.boardId, locals.cookieHeader);
	if (endedAt && !locals.session) {
		error(410, {
			title: m.accounts.linkEndedTitle,
			message: m.accounts.linkEndedTitle,
			endedAt: endedAt.toISOString()
		});
	}
	if (!locals.session) redirect(303, `/login?next=${encodeURIComponent(url.pathname)}`);
	error(404, m.boards.notFound);
};
