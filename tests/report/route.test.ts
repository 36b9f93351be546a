// Who gets a report over HTTP, and in what form. The handler runs with real services, without the web server around it.
import { isHttpError, isRedirect } from '@sveltejs/kit';
import { beforeAll, expect, test } from 'vitest';
import { GET } from '../../src/routes/boards/[boardId]/report/+server.ts';
import { createWorld, good, makeBoard, unknownBoard, type Person, type World } from '../contract/world.ts';

let world: World;
let owner: Person;
let boardId: string;

beforeAll(async () => {
	world = await createWorld();
	owner = await world.person('Olga');
	boardId = await makeBoard(world, owner, 'Libya / ليبيا');
});

/** The response, or the status with which the handler refused; a redirect as its status and address. */
async function ask(
	headers: Record<string, string>,
	board = boardId
): Promise<Response | { status: number; location?: string }> {
	const url = new URL(`http://127.0.0.1:4400/boards/${board}/report`);
	const request = new Request(url, { headers });
	const cookieHeader = headers.cookie ?? null;
	const session = await world.services.sessions.resolve(cookieHeader);
	const locals = { services: world.services, session, cookieHeader, requestId: 'test' };
	try {
		return await GET({ locals, params: { boardId: board }, request, url } as unknown as Parameters<
			typeof GET
		>[0]);
	} catch (thrown) {
		if (isRedirect(thrown)) return { status: thrown.status, location: thrown.location };
		if (isHttpError(thrown)) return { status: thrown.status };
		throw thrown;
	}
}

test('REP13 a viewer gets the PDF as a download that no cache keeps', async () => {
	const viewer = await world.person('Vera');
	good(await world.services.members.add(owner.actor, boardId, viewer.id, 'viewer'));
	const response = await ask({ cookie: (await viewer.signIn()).header });
	if (!(response instanceof Response)) throw new Error(`refused with ${response.status}`);
	expect(response.headers.get('content-type')).toBe('application/pdf');
	expect(response.headers.get('cache-control')).toBe('no-store');
	expect(response.headers.get('content-disposition')).toMatch(
		/^attachment; filename="Libya .*\.pdf"; filename\*=UTF-8''/
	);
	const body = new Uint8Array(await response.arrayBuffer());
	expect(String(body.byteLength)).toBe(response.headers.get('content-length'));
	expect(new TextDecoder().decode(body.subarray(0, 5))).toBe('%PDF-');
});

test('REP13 a display link, a stranger and nobody do not', async () => {
	const link = good(
		await world.services.displayLinks.make(owner.actor, boardId, { name: 'Screen', hours: 8 })
	);
	const opened = good(await world.services.displayLinks.open({ token: link.token, ip: '203.0.113.9' }));
	expect(await ask({ cookie: `${opened.cookie.name}=${opened.cookie.value}` })).toMatchObject({
		status: 403
	});

	const stranger = await world.person('Stan');
	const cookie = (await stranger.signIn()).header;
	expect(await ask({ cookie })).toMatchObject({ status: 404 });
	expect(await ask({ cookie }, unknownBoard)).toMatchObject({ status: 404 });

	expect(await ask({})).toEqual({
		status: 303,
		location: `/login?next=${encodeURIComponent(`/boards/${boardId}/report`)}`
	});
	expect(await ask({ authorization: 'Bearer nonsense' })).toMatchObject({ status: 401 });
});
