// Signing out: a form posts here. Whoever opens the address by hand finds a button.
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	if (!locals.session) redirect(303, '/login');
};

export const actions: Actions = {
	default: async ({ locals, cookies }) => {
		const session = locals.session
			? { userId: locals.session.user.id, sessionId: locals.session.sessionId }
			: null;
		const cookie = await locals.services.accounts.signOut(session);
		cookies.set(cookie.name, cookie.value, cookie.attributes);
		redirect(303, '/login');
	}
};
