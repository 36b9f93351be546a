// The board as a PDF, made anew for each request. Members may have it, viewers too; a display link may not.
import { error, redirect } from '@sveltejs/kit';
import { m } from '#lib/messages/index.ts';
import { attachmentHeader } from '#lib/report/file-name.ts';
import type { ReportRefusal } from '#lib/server/report/reports.ts';
import type { RequestHandler } from './$types';

const statuses: Readonly<Record<ReportRefusal, number>> = {
	'not-found': 404,
	busy: 503,
	'too-slow': 503,
	'newer-board': 500,
	damaged: 500,
	failed: 500
};

export const GET: RequestHandler = async ({ locals, params, request, url }) => {
	const { access, reports } = locals.services;
	const authorization = await access.authorizeSync({
		boardId: params.boardId,
		cookieHeader: locals.cookieHeader,
		authorizationHeader: request.headers.get('authorization')
	});
	if (!authorization.ok) {
		if (authorization.status !== 401) error(404, m.report.refused['not-found']);
		if (request.headers.has('authorization')) error(401, m.report.refused['sign-in']);
		redirect(303, `/login?next=${encodeURIComponent(url.pathname)}`);
	}
	if (authorization.grant.principal.kind === 'link') error(403, m.report.refused['display-link']);

	const report = await reports.typesetBoard(params.boardId);
	if (!report.ok) error(statuses[report.reason], report.message);
	return new Response(new Uint8Array(report.pdf), {
		headers: {
			'Content-Type': 'application/pdf',
			'Content-Disposition': attachmentHeader(report.fileName),
			'Content-Length': String(report.pdf.byteLength),
			'Cache-Control': 'no-store',
			'X-Content-Type-Options': 'nosniff'
		}
	});
};
