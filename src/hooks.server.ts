// What happens around every request that Kit answers: an id, the session, the checks of where it comes from and whether a
// board is open to it. The security
// headers that all responses share are set by the listener, which also answers what never comes through here.
import { error, redirect, type Handle, type HandleServerError } from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';
import { m } from '#lib/messages/index.ts';
import type { Services } from '#lib/server/services.ts';

/** The process puts its one set of services here before it loads this bundle; a second set must never be built. */
function processServices(): Services {
	const services = (globalThis as { [key: symbol]: Services | undefined })[Symbol.for('sandtable.services')];
	if (!services) throw new Error('No services: start the server with `npm start` or `npm run dev`.');
	return services;
}

const identify: Handle = async ({ event, resolve }) => {
	event.locals.requestId = crypto.randomUUID();
	event.locals.services = processServices();
	event.locals.cookieHeader = event.request.headers.get('cookie');
	event.locals.session = null;
	const response = await resolve(event);
	response.headers.set('X-Request-Id', event.locals.requestId);
	// Everything that comes through here may hold data; static files do not come through here.
	if (!response.headers.has('Cache-Control')) response.headers.set('Cache-Control', 'no-store');
	const { basemap } = event.locals.services;
	if (basemap.kind === 'style') allowOutsideTiles(response.headers, basemap.url);
	return response;
};

/**
 * A style of the operator's own may name tiles, sprites and glyphs anywhere: pictures and data may then come from where the style
 * comes from, and from any https host.
 */
function allowOutsideTiles(headers: Headers, styleUrl: string): void {
	const policy = headers.get('Content-Security-Policy');
	const sources = `https: ${new URL(styleUrl).origin}`;
	if (policy) {
		headers.set('Content-Security-Policy', policy.replace(/(connect-src|img-src) /g, `$1 ${sources} `));
	}
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Kit checks form content types only; this holds for every request that may change something. */
const sameOriginOnly: Handle = async ({ event, resolve }) => {
	const { request, locals } = event;
	if (!safeMethods.has(request.method) && !comesFromHere(request, locals.services)) {
		locals.services.log.warn('foreign-request-refused', { requestId: locals.requestId });
		const message = m.accounts.foreignRequest(locals.services.origin);
		return new Response(message, { status: 403 });
	}
	return resolve(event);
};

function comesFromHere(request: Request, services: Services): boolean {
	const site = request.headers.get('sec-fetch-site');
	if (site !== null && site !== 'same-origin') return false;
	const origin = request.headers.get('origin');
	if (origin !== null) return services.acceptedOrigins.has(origin);
	// Programs send neither header. They must not lean on a cookie that a browser would have added by itself.
	return site === 'same-origin' || request.headers.get('cookie') === null;
}

const session: Handle = async ({ event, resolve }) => {
	const { locals } = event;
	try {
		locals.session = await locals.services.sessions.resolve(locals.cookieHeader);
	} catch (cause) {
		locals.services.log.error('session-lookup-failed', { requestId: locals.requestId, error: String(cause) });
		error(503, { message: m.accounts.storageAway, requestId: locals.requestId });
	}
	return resolve(event);
};

/**
 * The board's page is drawn in the browser, so Kit sends its frame to everybody and asks for rights only with the data.
 * This gives the frame the answer's status too; what is said in it, the page's own error says (boards/[boardId]/+layout.server.ts).
 */
const boardDoor: Handle = async ({ event, resolve }) => {
	const { locals, params, route, url } = event;
	const asksForPage = route.id?.startsWith('/boards/[boardId]') && event.request.method !== 'POST';
	if (!asksForPage || !params.boardId || event.isDataRequest) return resolve(event);
	const door = await locals.services.access.door(locals, params.boardId);
	if (door.kind === 'sign-in') redirect(303, `/login?next=${encodeURIComponent(url.pathname)}`);
	const response = await resolve(event);
	if (door.kind === 'open' || response.status !== 200) return response;
	const status = door.kind === 'link-ended' ? 410 : 404;
	return new Response(response.body, { status, headers: response.headers });
};

export const handle = sequence(identify, sameOriginOnly, session, boardDoor);

export const handleError: HandleServerError = ({ error: cause, event, status, message }) => {
	const { requestId, services } = event.locals;
	if (status >= 500) {
		services.log.error('request-failed', {
			requestId,
			path: event.route.id ?? undefined,
			error: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause),
			stack: cause instanceof Error ? cause.stack : undefined
		});
	}
	return { message: status >= 500 ? m.accounts.unexpected : message, requestId };
};
