// The operator's own basemap: what the pages are told of it, and the file served with byte ranges where it is one of ours.
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import sirv from 'sirv';
import type { Basemap } from './config.ts';
import type { PublicBasemap } from '#lib/server/services.ts';

const ownArchivePath = '/basemap/own.pmtiles';

/** What a browser needs to know: never a path of this machine. */
export function publicBasemap(basemap: Basemap): PublicBasemap {
	return basemap.kind === 'pmtiles' ? { kind: 'pmtiles', url: ownArchivePath } : basemap;
}

/** Answers for the configured archive and for nothing else; false where the request is not for it. */
export function createOwnBasemap(
	basemap: Basemap
): (request: IncomingMessage, response: ServerResponse) => boolean {
	if (basemap.kind !== 'pmtiles') return () => false;
	// Without its index of the folder (dev) it looks the file up on each request, so a replaced archive is served at once.
	const serve = sirv(path.dirname(basemap.path), {
		dev: true,
		etag: true,
		setHeaders: (response) => response.setHeader('Content-Type', 'application/octet-stream')
	});
	const name = `/${encodeURIComponent(path.basename(basemap.path))}`;
	return (request, response) => {
		if (request.url?.split('?', 1)[0] !== ownArchivePath) return false;
		request.url = name;
		serve(request, response);
		return true;
	};
}
