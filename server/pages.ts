// The pages, as a function from request to response: Kit's built handler, or Vite's live one in development.
import { existsSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { configureKit, type Config } from './config.ts';
import { createOwnBasemap } from './own-basemap.ts';
import { StartError } from './start-error.ts';
import { servicesKey, type Services } from '#lib/server/services.ts';

export interface Pages {
	handle(request: IncomingMessage, response: ServerResponse): void;
	close(): Promise<void>;
}

type Middleware = (
	request: IncomingMessage,
	response: ServerResponse,
	next: (error?: unknown) => void
) => void;

/** Forms and small calls. */
const bodyBytesMax = 512 * 1024;

const root = path.resolve(import.meta.dirname, '..');

export interface PagesOptions {
	config: Config;
	services: Services;
	server: Server;
	isDevelopment: boolean;
}

export async function openPages({ config, services, server, isDevelopment }: PagesOptions): Promise<Pages> {
	// The built pages carry their own copies of our modules; handed over this way, there is one set of services.
	(globalThis as Record<symbol, unknown>)[Symbol.for(servicesKey)] = services;
	configureKit(config, bodyBytesMax);
	const { middleware, close } = isDevelopment ? await vitePages(server) : await builtPages();
	const serveOwnBasemap = createOwnBasemap(config.basemap);
	return {
		handle: (request, response) => {
			if (serveOwnBasemap(request, response)) return;
			const refusal = bodyRefusal(request);
			if (refusal) {
				response.writeHead(refusal.status, {
					'Content-Type': 'text/plain; charset=utf-8',
					Connection: 'close'
				});
				response.end(`${refusal.text}\n`);
				return;
			}
			middleware(request, response, () => {
				response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' });
				response.end('There is nothing here.\n');
			});
		},
		close
	};
}

async function builtPages(): Promise<{ middleware: Middleware; close(): Promise<void> }> {
	const file = path.join(root, 'build', 'handler.js');
	if (!existsSync(file)) throw new StartError('The pages have not been built. Start with: npm start');
	const { handler } = (await import(pathToFileURL(file).href)) as { handler: Middleware };
	return { middleware: handler, close: async () => {} };
}

async function vitePages(server: Server): Promise<{ middleware: Middleware; close(): Promise<void> }> {
	const { createServer } = await import('vite');
	const vite = await createServer({ root, server: { middlewareMode: true, hmr: { server } } });
	return { middleware: vite.middlewares, close: () => vite.close() };
}

// Kit counts while it reads; this is before that.
function bodyRefusal(request: IncomingMessage): { status: number; text: string } | null {
	const length = request.headers['content-length'];
	if (length === undefined) {
		if (request.headers['transfer-encoding'] === undefined) return null;
		return { status: 411, text: 'Send the length of the body (Content-Length).' };
	}
	if (Number(length) <= bodyBytesMax) return null;
	return { status: 413, text: `The body is larger than ${bodyBytesMax / 1024} KiB.` };
}
