// Frames that are written below a socket, between those that the socket writes itself.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { rememberStream, SharedFrames, streamOf } from '../../server/socket-frames.ts';

async function connectedPair(): Promise<{ near: WebSocket; far: WebSocket }> {
	const http = createServer();
	const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
	const near = new Promise<WebSocket>((resolve) => {
		http.on('upgrade', (request, stream, head) =>
			sockets.handleUpgrade(request, stream, head, (socket) => {
				rememberStream(socket, stream);
				resolve(socket);
			})
		);
	});
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
	const far = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
	onTestFinished(() => {
		far.terminate();
		http.close();
	});
	return { near: await near, far };
}

test('WIRE16 frames arrive whole and in order, whatever their length and whoever writes them', async () => {
	const { near, far } = await connectedPair();
	const lengths = [0, 1, 125, 126, 127, 4_000, 32 * 1024, 32 * 1024 + 1, 65_535, 65_536, 300_000];
	const payloads = lengths.map((length, index) => new Uint8Array(length).fill(index + 1));
	const expected = payloads.flatMap((payload) => [payload, payload, payload, Uint8Array.of(7), payload]);
	const arrived: Uint8Array[] = [];
	const allArrived = new Promise<void>((resolve) =>
		far.on('message', (data: Buffer) => {
			arrived.push(new Uint8Array(data));
			if (arrived.length === expected.length) resolve();
		})
	);
	const stream = streamOf(near);
	expect(stream).toBeDefined();
	for (const payload of payloads) {
		near.send(payload);
		new SharedFrames([payload]).sendTo(near, stream);
		near.ping();
		new SharedFrames([payload, Uint8Array.of(7)]).sendTo(near, stream);
		near.send(payload);
	}
	await allArrived;
	expect(arrived.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
	expect(arrived).toEqual(expected);
});
