// What the board page needs besides the right to it: which basemap this installation draws on.
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ({ basemap: locals.services.basemap });
