// Exchanges a display link's token for the read-only cookie of its board.
import { fail, redirect } from '@sveltejs/kit';
import { readForm } from '../parts/form.ts';
import type { Actions } from './$types';

export const actions: Actions = {
	open: async ({ request, locals, cookies, getClientAddress }) => {
		const field = await readForm(request);
		const opened = await locals.services.displayLinks.open({
			token: field('token'),
			ip: getClientAddress()
		});
		if (!opened.ok) return fail(opened.reason === 'slow-down' ? 429 : 400, { dead: opened });
		cookies.set(opened.cookie.name, opened.cookie.value, opened.cookie.attributes);
		redirect(303, `/boards/${opened.boardId}/present`);
	}
};
