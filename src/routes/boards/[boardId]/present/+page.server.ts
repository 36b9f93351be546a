// What the display needs besides the right to the board: which basemap this installation draws on.
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ({ basemap: locals.services.basemap });
