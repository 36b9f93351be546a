// Decides which requests the service worker has to do with. It keeps the pages that show a board, never those by which a
// person comes or goes, and nothing that changes anything.

export type Kind =
	/** A page that is kept: the boards page, a board, its presentation. */
	| 'page'
	/** The data of such a page, as Kit asks for it when one walks from page to page. */
	| 'data'
	/** Somebody may become somebody else here: what is kept is no longer for their eyes. */
	| 'identity'
	/** A file whose name holds the hash of its content. */
	| 'immutable'
	/** Everything else goes to the network, untouched. */
	| 'other';

const keptPage = /^\/boards(\/[a-z0-9]{22}(\/present)?)?\/?$/;
const dataSuffix = '/__data.json';
const identityForm = /^\/(login|logout|setup|invite|display)(\/|$)/;
const signInPage = /^\/login(\/|$)/;
const immutablePrefix = '/_app/immutable/';

export interface Asked {
	readonly method: string;
	readonly url: string;
	/** `navigate` where the address bar or a link asks. */
	readonly mode: string;
}

export function kindOf({ method, url, mode }: Asked, origin: string): Kind {
	const address = new URL(url);
	if (address.origin !== origin) return 'other';
	const path = address.pathname;
	const page = new URL(pageOf(url)).pathname;
	if (method !== 'GET') return identityForm.test(page) ? 'identity' : 'other';
	if (signInPage.test(page)) return 'identity';
	if (path.startsWith(immutablePrefix)) return 'immutable';
	if (!keptPage.test(page)) return 'other';
	if (isData(url)) return 'data';
	// A searched list is another page under the same name.
	const isSearch = address.search !== '' && page.replace(/\/$/, '') === '/boards';
	return mode === 'navigate' && !isSearch ? 'page' : 'other';
}

export const isData = (url: string): boolean => new URL(url).pathname.endsWith(dataSuffix);

/** The address of the page that a data request belongs to, or that of a page itself; without query and fragment. */
export function pageOf(url: string): string {
	const { origin, pathname } = new URL(url);
	return origin + (isData(url) ? pathname.slice(0, -dataSuffix.length) : pathname);
}

/** The address at which Kit gives the whole data of a page. */
export const dataOf = (url: string): string => pageOf(url).replace(/\/$/, '') + dataSuffix;

export function isKeptPage(url: string, origin: string): boolean {
	return kindOf({ method: 'GET', url, mode: 'navigate' }, origin) === 'page';
}
