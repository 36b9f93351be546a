// Who is signed in, for every page.
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals }) => {
	const user = locals.session?.user;
	return { user: user ? { id: user.id, name: user.name, email: user.email, role: user.role } : null };
};
