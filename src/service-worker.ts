// Brings a board's page up while the server is away: keeps the build's files, the basemap and the last good copy of each page
// that shows a board. The board itself is kept by lib/sync. In development it does nothing.
import { build, files, version } from '$service-worker';
import { BasemapStore } from '#lib/offline/basemap-store.ts';
import { FileStore } from '#lib/offline/file-store.ts';
import { isKeptPage, kindOf } from '#lib/offline/kept.ts';
import { PageStore } from '#lib/offline/page-store.ts';
import type { FetchEvent, WorkerScope } from '#lib/offline/worker-scope.ts';

const worker = globalThis as unknown as WorkerScope;
const origin = location.origin;

/** Vite serves unbuilt files in development, and they change by the second. */
const isBuilt = build.length > 0;

const report = (what: string, error: unknown): void => console.warn(`Sandtable: ${what}:`, error);
const basemapFiles = files.filter((path) => path.endsWith('.pmtiles'));
const namedFiles = files.filter((path) => !path.endsWith('.pmtiles') && !path.endsWith('.md'));

/** Every browser with service workers reads woff2. */
const hashedFiles = build.filter((path) => !path.endsWith('.woff'));

const fileStore = new FileStore(version);
const pages = new PageStore(version, report);
const basemap = new BasemapStore(basemapFiles);

worker.addEventListener('install', (event) => {
	event.waitUntil(
		(isBuilt ? fileStore.fill(hashedFiles, namedFiles) : Promise.resolve()).then(() => worker.skipWaiting())
	);
});

worker.addEventListener('activate', (event) => {
	event.waitUntil(isBuilt ? takeOver() : clearAll());
});

async function takeOver(): Promise<void> {
	await pages.keepBuilds(await fileStore.dropOld());
	await worker.clients.claim();
}

async function clearAll(): Promise<void> {
	for (const name of await caches.keys()) await caches.delete(name);
}

function keep(url: string): Promise<void> {
	return pages.keep(url).catch((error: unknown) => report('a page could not be kept', error));
}

if (isBuilt) {
	worker.addEventListener('fetch', answer);
	// From a page that was fetched before this worker took over.
	worker.addEventListener('message', (event) => {
		const url = (event.data as { keep?: unknown } | null)?.keep;
		if (typeof url === 'string' && isKeptPage(url, origin))
			event.waitUntil(Promise.all([keep(url), fetchBasemap()]));
	});
}

function answer(event: FetchEvent): void {
	const { request } = event;
	const path = new URL(request.url).pathname;
	switch (kindOf(request, origin)) {
		case 'identity':
			return changeOfPerson(event);
		case 'page':
			event.waitUntil(fetchBasemap());
			return showAndKeep(event);
		case 'data':
			return showAndKeep(event);
		case 'immutable':
			return event.respondWith(fileStore.answerHashed(request));
		case 'other':
			if (request.method !== 'GET' || new URL(request.url).origin !== origin) return;
			if (basemap.holds(path)) {
				event.respondWith(basemap.answer(request, path));
				event.waitUntil(fetchBasemap());
			} else if (namedFiles.includes(path)) event.respondWith(fileStore.answerNamed(request));
	}
}

function showAndKeep(event: FetchEvent): void {
	const answered = pages.answer(event.request);
	event.respondWith(answered);
	// What the answer alone does not hold is fetched after it, if there was one.
	event.waitUntil(
		answered.then(
			(response) => (response.status === 200 ? keep(event.request.url) : undefined),
			() => undefined
		)
	);
}

/** A form that was sent may already have changed the person; the sign-in page only once the server has shown it. */
function changeOfPerson(event: FetchEvent): void {
	const { request } = event;
	if (request.method !== 'GET') return event.waitUntil(pages.forget());
	event.respondWith(
		fetch(request).then(async (response) => {
			await pages.forget();
			return response;
		})
	);
}

function fetchBasemap(): Promise<void> {
	return basemap.ensure().catch((error: unknown) => report('the basemap could not be kept', error));
}
