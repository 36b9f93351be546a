// Accepting an invitation: with the account one has, by signing in, or by making an account.
import { fail, redirect, type Cookies } from '@sveltejs/kit';
import { m } from '#lib/messages/index.ts';
import type { AcceptResult } from '#lib/server/invitations.ts';
import type { Services } from '#lib/server/services.ts';
import { readForm } from '../parts/form.ts';
import type { Actions } from './$types';

type Values = { email: string; name: string };

/** Goes to the board, or back to the form with everything that was typed except the password. */
async function answer(
	services: Services,
	cookies: Cookies,
	link: { token: string; ip: string },
	result: AcceptResult,
	values: Values
) {
	if (result.ok) {
		const { cookie } = result;
		if (cookie) cookies.set(cookie.name, cookie.value, cookie.attributes);
		redirect(303, `/boards/${result.boardId}`);
	}
	if (result.reason === 'invalid') {
		return stay(services, link, { values, faults: result.faults, way: 'new' as const });
	}
	if (result.reason === 'busy') return stay(services, link, { values, problem: m.accounts.busy });
	if (result.reason === 'other-address') {
		return stay(services, link, { values, problem: m.accounts.inviteOtherAccount(result.email) });
	}
	return fail(result.reason === 'slow-down' ? 429 : 400, { dead: result });
}

async function stay<T extends object>(services: Services, link: { token: string; ip: string }, more: T) {
	const opened = await services.invitations.open(link);
	if (!opened.ok) return fail(opened.reason === 'slow-down' ? 429 : 400, { dead: opened });
	return fail(400, { token: link.token, invitation: opened.invitation, ...more });
}

export const actions: Actions = {
	open: async ({ request, locals, getClientAddress }) => {
		const field = await readForm(request);
		const token = field('token');
		const opened = await locals.services.invitations.open({ token, ip: getClientAddress() });
		if (!opened.ok) return fail(opened.reason === 'slow-down' ? 429 : 400, { dead: opened });
		return { token, invitation: opened.invitation };
	},

	accept: async ({ request, locals, cookies, getClientAddress }) => {
		const field = await readForm(request);
		const link = { token: field('token'), ip: getClientAddress() };
		const values = { email: '', name: '' };
		const { services, session } = locals;
		if (!session) return stay(services, link, { values, problem: m.accounts.signInToContinue });
		const result = await services.invitations.accept(link, session.user);
		return answer(services, cookies, link, result, values);
	},

	join: async ({ request, locals, cookies, getClientAddress }) => {
		const field = await readForm(request);
		const link = { token: field('token'), ip: getClientAddress() };
		const values = { email: field('email'), name: field('name') };
		const result = await locals.services.invitations.join(link, {
			...values,
			password: field('password')
		});
		return answer(locals.services, cookies, link, result, values);
	},

	signin: async ({ request, locals, cookies, getClientAddress }) => {
		const field = await readForm(request);
		const link = { token: field('token'), ip: getClientAddress() };
		const values = { email: field('email'), name: '' };
		const { accounts, invitations } = locals.services;
		const back = (problem: string) => stay(locals.services, link, { values, problem, way: 'known' as const });
		const signedIn = await accounts.signIn({ email: values.email, password: field('password'), ip: link.ip });
		if (!signedIn.ok) {
			if (signedIn.reason === 'slow-down') return back(m.accounts.slowDown(signedIn.retryAfterMs));
			return back(signedIn.reason === 'busy' ? m.accounts.busy : m.accounts.wrongPassword);
		}
		cookies.set(signedIn.cookie.name, signedIn.cookie.value, signedIn.cookie.attributes);
		const user = await accounts.findByEmail(values.email);
		if (!user) return back(m.accounts.wrongPassword);
		return answer(locals.services, cookies, link, await invitations.accept(link, user), values);
	}
};
