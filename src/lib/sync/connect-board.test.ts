// What a page sends, frame by frame, to a server that the test plays.
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { readFrame, type Frame } from '#lib/protocol/read-frame.ts';
import { barrierDelayMs } from '#lib/protocol/limits.ts';
import { writeBarrier, writeStep1, writeStep2 } from '#lib/protocol/write-frame.ts';
import { connectBoard } from './connect-board.ts';

class PlayedSocket {
	binaryType = 'arraybuffer';
	readonly OPEN = 1;
	readyState = 0;
	onopen: (() => void) | null = null;
	onmessage: ((event: { data: Uint8Array }) => void) | null = null;
	onclose: ((event: { code: number; reason: string }) => void) | null = null;
	readonly sent: Frame[] = [];

	constructor() {
		opened.push(this);
	}

	send(bytes: Uint8Array): void {
		this.sent.push(readFrame(bytes));
	}

	open(): void {
		this.readyState = this.OPEN;
		this.onopen?.();
	}

	hear(bytes: Uint8Array): void {
		this.onmessage?.({ data: bytes });
	}

	close(): void {
		this.readyState = 3;
	}
}

let opened: PlayedSocket[] = [];
const emptyUpdate = Uint8Array.of(0, 0);
const emptyStateVector = Uint8Array.of(0);

beforeEach(() => {
	vi.useFakeTimers();
	opened = [];
});
afterEach(() => void vi.useRealTimers());

/** A page on a board, and the socket that it opened. */
async function openPage() {
	const doc = new Y.Doc();
	const awareness = new Awareness(doc);
	const connection = connectBoard({
		boardId: 'board',
		doc,
		awareness,
		readOnly: false,
		url: 'ws://played',
		userId: null,
		webSocket: PlayedSocket as unknown as typeof WebSocket
	});
	onTestFinished(async () => {
		await connection.close();
		awareness.destroy();
	});
	await vi.advanceTimersByTimeAsync(0);
	return { connection, pins: doc.getMap('pins'), socket: opened[0] as PlayedSocket };
}

/** What is sent in the same task as `act`, but for presence. */
async function sentWith(socket: PlayedSocket, act: () => void): Promise<string[]> {
	const from = socket.sent.length;
	act();
	await Promise.resolve();
	return socket.sent.slice(from).flatMap(({ kind }) => (kind === 'presence' ? [] : [kind]));
}

const lastQuestion = ({ sent }: PlayedSocket) => sent.findLast((frame) => frame.kind === 'barrier')?.n ?? 0;

test('SAVE10 a change and the question for its acknowledgement leave together, in this order', async () => {
	const { connection, pins, socket } = await openPage();
	pins.set('early', 1);
	expect(await sentWith(socket, () => socket.open())).toEqual(['step1']);
	expect(await sentWith(socket, () => pins.set('a', 1)), 'not before all I had is there').toEqual(['update']);
	const answer = await sentWith(socket, () => {
		socket.hear(writeStep2(emptyUpdate));
		socket.hear(writeStep1(emptyStateVector));
	});
	expect(answer).toEqual(['step2', 'barrier']);
	socket.hear(writeBarrier(lastQuestion(socket)));
	expect(connection.status).toEqual({ kind: 'saved' });

	vi.advanceTimersByTime(barrierDelayMs);
	expect(await sentWith(socket, () => pins.set('b', 1))).toEqual(['update', 'barrier']);
	expect(connection.status.kind).toBe('saving');
	socket.hear(writeBarrier(lastQuestion(socket)));
	expect(connection.status).toEqual({ kind: 'saved' });
});

test('SAVE10 changes of one go are asked about once, behind the last', async () => {
	const { pins, socket } = await openPage();
	socket.open();
	await sentWith(socket, () => socket.hear(writeStep1(emptyStateVector)));
	const sent = await sentWith(socket, () => {
		for (const key of ['a', 'b', 'c']) pins.set(key, 1);
	});
	expect(sent).toEqual(['update', 'update', 'update', 'barrier']);
	expect(await sentWith(socket, () => pins.set('d', 1))).toEqual(['update']);
	expect(await sentWith(socket, () => vi.advanceTimersByTime(barrierDelayMs))).toEqual(['barrier']);
	expect(await sentWith(socket, () => vi.advanceTimersByTime(barrierDelayMs))).toEqual([]);
});
