// Reads the fields of a sent form on the server. Whatever a form holds, a field is a text, perhaps an empty one.
import { error, isHttpError, isRedirect } from '@sveltejs/kit';
import { m } from '#lib/messages/index.ts';

/** Longer fields are cut; every limit of ours is far below. */
const fieldCharsMax = 4_000;

export async function readForm(request: Request): Promise<(name: string) => string> {
	const form = await formData(request);
	return (name) => {
		const value = form.get(name);
		return typeof value === 'string' ? value.slice(0, fieldCharsMax) : '';
	};
}

async function formData(request: Request): Promise<FormData> {
	try {
		return await request.formData();
	} catch (cause) {
		if (isHttpError(cause) || isRedirect(cause)) throw cause;
		const status = cause instanceof Error && 'status' in cause ? Number(cause.status) : 400;
		error(status >= 400 && status < 500 ? status : 400, m.accounts.badForm);
	}
}

/** A path of this site to go on to, or the fallback: never another site's address. */
export function safeNext(value: string | null, fallback = '/boards'): string {
	if (!value || !/^\/(?![/\\])/.test(value) || /[\\\p{Cc}]/u.test(value)) return fallback;
	const url = new URL(value, 'http://sandtable.invalid');
	return url.origin === 'http://sandtable.invalid' ? url.pathname + url.search + url.hash : fallback;
}
