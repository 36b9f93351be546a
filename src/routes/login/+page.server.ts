// Signing in. What is asked of whom, how often and how it is checked, `services.accounts` decides.
import { fail, redirect } from '@sveltejs/kit';
import { m } from '#lib/messages/index.ts';
import { readForm, safeNext } from '../parts/form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const next = safeNext(url.searchParams.get('next'));
	if (locals.session) redirect(303, next);
	return {
		next,
		asked: url.searchParams.has('next'),
		notSetUp: await locals.services.firstRun.pending()
	};
};

export const actions: Actions = {
	default: async ({ request, locals, cookies, url, getClientAddress }) => {
		const field = await readForm(request);
		const email = field('email');
		const result = await locals.services.accounts.signIn({
			email,
			password: field('password'),
			ip: getClientAddress()
		});
		if (result.ok) {
			cookies.set(result.cookie.name, result.cookie.value, result.cookie.attributes);
			redirect(303, safeNext(url.searchParams.get('next')));
		}
		if (result.reason === 'slow-down') {
			return fail(429, { email, problem: m.accounts.slowDown(result.retryAfterMs) });
		}
		if (result.reason === 'busy') return fail(429, { email, problem: m.accounts.busy });
		return fail(400, { email, problem: m.accounts.wrongPassword });
	}
};
