// The real process is told to stop while its database does not answer: everybody is sent away, and the end is an orderly one.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { writeStep1, writeUpdate } from '#lib/protocol/write-frame.ts';
import { syncLimits } from '../../server/limits.ts';
import { makeCast } from '../support/cast.ts';
import { startProxy } from '../faults/proxy.ts';
import { createTestDatabase } from '../support/database.ts';
import { startServer } from '../support/process.ts';

/** More than are sent away at once. */
const peopleCount = 4;
const socketsEach = Math.ceil((syncLimits.drainAtOnceMax + 10) / peopleCount);
const neverMs = 3_600_000;

test(
	'PROC10 with a database that does not answer everybody is sent away, and the process ends in order',
	{ timeout: 90_000 },
	async () => {
		const testDatabase = await createTestDatabase();
		const url = new URL(testDatabase.url);
		const proxy = await startProxy(Number(url.port));
		onTestFinished(() => proxy.close());
		url.port = String(proxy.port);
		const dataDir = mkdtempSync(path.join(tmpdir(), 'sandtable-stop-'));
		onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
		const { boardId, tokens } = await makeCast(testDatabase.open(), peopleCount);
		const server = await startServer({ databaseUrl: url.href, dataDir });
		onTestFinished(() => server.kill());
		const open = (token: string) => openSocket(`ws://127.0.0.1:${server.port}/sync/${boardId}`, token);
		const sockets = await Promise.all(
			tokens.flatMap((token) => Array.from({ length: socketsEach }, () => open(token)))
		);
		const ends = sockets.map((socket) => new Promise((resolve) => socket.on('close', resolve)));

		proxy.delayMs = neverMs;
		const doc = new Y.Doc();
		doc.getMap('pins').set('unsaved', 1);
		sockets[0]?.send(writeUpdate(Y.encodeStateAsUpdate(doc)));
		await expect
			.poll(async () => (await fetch(`${server.origin}/metrics`)).text())
			.toMatch(/^sandtable_rooms_updates_total 1$/m);
		expect(await server.stop(), server.output()).toBe(0);
		expect(await Promise.all(ends)).toEqual(sockets.map(() => 1012));
		expect(existsSync(path.join(dataDir, 'sandtable.lock'))).toBe(false);
		expect(server.output()).toContain('"stopped"');
	}
);

function openSocket(url: string, token: string): Promise<WebSocket> {
	const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
	onTestFinished(() => socket.terminate());
	return new Promise((resolve, reject) => {
		socket.on('error', reject);
		socket.once('message', () => resolve(socket));
		socket.on('open', () => socket.send(writeStep1(Uint8Array.of(0))));
	});
}
