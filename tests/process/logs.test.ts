// The log of a lively session holds nothing of what people wrote, and no password, token or cookie.
import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { writeBarrier, writePresence, writeUpdate } from '#lib/protocol/write-frame.ts';
import { createWorld, makeBoard } from '../contract/world.ts';
import { startServer } from '../support/process.ts';

const secret = (what: string) => `s3cret-${what}`;

/** An update with an embed of broken JSON, which a decoder would quote in its complaint. */
function brokenEmbed(text: string): Uint8Array {
	const encoder = encoding.createEncoder();
	for (const n of [1, 1, 7, 0]) encoding.writeVarUint(encoder, n);
	encoding.writeUint8(encoder, 5);
	encoding.writeVarUint(encoder, 1);
	encoding.writeVarString(encoder, 'pins');
	encoding.writeVarString(encoder, text);
	encoding.writeVarUint(encoder, 0);
	return encoding.toUint8Array(encoder);
}

function updateWith(text: string): Uint8Array {
	const doc = new Y.Doc();
	doc.getMap('pins').set(text, text);
	return Y.encodeStateAsUpdate(doc);
}

/** Opens a socket, sends, and resolves with the first barrier or the close code. */
function say(url: string, headers: Record<string, string>, frames: readonly Uint8Array[]): Promise<number> {
	return new Promise((resolve, reject) => {
		const socket = new WebSocket(url, { headers });
		socket.on('error', reject);
		socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode ?? 0));
		socket.on('close', resolve);
		socket.on('open', () => {
			for (const frame of frames) socket.send(frame);
			socket.send(writeBarrier(1));
		});
		socket.on('message', (data: Buffer) => {
			if (data[0] !== writeBarrier(1)[0]) return;
			socket.close();
			resolve(data[0] ?? 0);
		});
	});
}

test('PROC12 the log holds no content, password, token or cookie', { timeout: 60_000 }, async () => {
	const world = await createWorld();
	const anna = await world.person('Anna', 'owner');
	const boardId = await makeBoard(world, anna, secret('title'));
	const { header, cookie } = await anna.signIn();
	const server = await startServer({ databaseUrl: world.test.url });
	const url = `${server.origin.replace('http', 'ws')}/sync/${boardId}?saved=1&x=${secret('query')}`;
	const mine = { Cookie: header, Origin: server.origin };

	const said = [
		writeUpdate(updateWith(secret('content'))),
		writePresence([{ clientId: 1, clock: 1, json: JSON.stringify({ selection: [secret('presence')] }) }])
	];
	expect(await say(url, mine, said)).toBe(writeBarrier(1)[0]);
	expect(await say(url, mine, [writeUpdate(brokenEmbed(secret('embed')))])).toBe(4400);
	expect(await say(url, mine, [new TextEncoder().encode(secret('noise'))])).toBe(4400);
	expect(await say(url, { Authorization: `Bearer ${secret('token')}` }, [])).toBe(401);
	expect(await say(url, { Cookie: `session=${secret('cookie')}`, Origin: server.origin }, [])).toBe(401);
	const form = (fields: Record<string, string>) => ({
		method: 'POST',
		headers: { Origin: server.origin, 'Content-Type': 'application/x-www-form-urlencoded' },
		body: new URLSearchParams(fields)
	});
	const wrong = { email: anna.email, password: secret('password') };
	await fetch(`${server.origin}/sign-in`, form(wrong)).then((answer) => answer.text());
	await fetch(`${server.origin}/setup`, form({ token: secret('set-up') })).then((answer) => answer.text());
	await fetch(`${server.origin}/boards?find=${secret('address')}`, { headers: { Cookie: header } }).then(
		(answer) => answer.text()
	);
	expect(await server.stop()).toBe(0);

	// It did log, and what was refused among it.
	expect(server.output()).toContain('update refused');
	expect(server.output()).toContain('malformed frame');
	expect(server.output()).not.toContain('s3cret');
	expect(server.output()).not.toContain(cookie.value);
	expect(server.output()).not.toContain(new URL(world.test.url).password);
});
