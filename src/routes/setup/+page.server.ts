// The first owner's account. The link that leads here works once, and only while there is no user.
import { fail, redirect } from '@sveltejs/kit';
import { m } from '#lib/messages/index.ts';
import { readForm } from '../parts/form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
	pending: await locals.services.firstRun.pending()
});

export const actions: Actions = {
	open: async ({ request, locals, getClientAddress }) => {
		const field = await readForm(request);
		const token = field('token');
		const opened = await locals.services.firstRun.open({ token, ip: getClientAddress() });
		if (!opened.ok) return fail(opened.reason === 'slow-down' ? 429 : 400, { dead: opened });
		return { token };
	},

	create: async ({ request, locals, cookies, getClientAddress }) => {
		const field = await readForm(request);
		const token = field('token');
		const person = { email: field('email'), name: field('name'), password: field('password') };
		const values = { email: person.email, name: person.name };
		const result = await locals.services.firstRun.complete({ token, ip: getClientAddress() }, person);
		if (result.ok) {
			cookies.set(result.cookie.name, result.cookie.value, result.cookie.attributes);
			redirect(303, result.boardId ? `/boards/${result.boardId}` : '/boards');
		}
		if (result.reason === 'invalid') return fail(400, { token, values, faults: result.faults });
		if (result.reason === 'busy') return fail(429, { token, values, problem: m.accounts.busy });
		return fail(result.reason === 'slow-down' ? 429 : 400, { dead: result });
	}
};
