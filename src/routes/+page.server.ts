// The front door has no room of its own: it leads to the boards, or to signing in.
import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	redirect(303, locals.session ? '/boards' : '/login');
};
