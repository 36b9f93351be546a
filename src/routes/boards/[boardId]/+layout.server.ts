// Lets somebody in to one board, or not. "No such board" and "no right" look the same.
import { error, redirect } from '@sveltejs/kit';
import { m } from '#lib/messages/index.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, params, url, depends }) => {
	depends('app:board');
	const { access } = locals.services;
	const door = await access.door(locals, params.boardId);
	switch (door.kind) {
		case 'sign-in':
			redirect(303, `/login?next=${encodeURIComponent(url.pathname)}`);
		case 'link-ended':
			error(410, {
				title: m.accounts.linkEndedTitle,
				message: m.accounts.linkEndedTitle,
				endedAt: door.endedAt.toISOString()
			});
	}
	const board = door.kind === 'open' ? await access.board(params.boardId) : null;
	if (door.kind !== 'open' || !board) error(404, m.boards.notFound);
	const { role, principal } = door.grant;
	return { board, grant: { role, principal } };
};
