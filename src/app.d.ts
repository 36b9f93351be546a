// What every page and route may count on. Kit reads these types from the global namespace.
import type { ActiveSession } from '#lib/server/auth/lucia.ts';
import type { Services } from '#lib/server/services.ts';

declare global {
	namespace App {
		interface Locals {
			services: Services;
			/** Who is signed in; null for nobody. A display link is looked up per board, by `services.access`. */
			session: ActiveSession | null;
			cookieHeader: string | null;
			/** Named in the log and on error pages, so that one finds the other. */
			requestId: string;
		}
		interface PageData {
			user: { id: string; name: string; email: string; role: 'owner' | 'member' } | null;
		}
		interface Error {
			message: string;
			/** Headline, where the status alone says too little. */
			title?: string;
			/** When the link behind this page ended (ISO 8601). */
			endedAt?: string;
			requestId?: string;
		}
	}
}

export {};
