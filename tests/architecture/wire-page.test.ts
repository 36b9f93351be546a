// The page about the wire says what the code does.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import { Awareness, applyAwarenessUpdate } from 'y-protocols/awareness';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';
import { closeCode, isFinalClose, messageTooBigCode } from '#lib/protocol/close-codes.ts';
import { messageKind } from '#lib/protocol/kinds.ts';
import { MalformedFrameError, readFrame, type Frame } from '#lib/protocol/read-frame.ts';
import { root } from './sources.ts';

const page = readFileSync(path.join(root, 'docs/spec/wire.md'), 'utf8');

/** The rows of the table below a heading, without its head. */
function rowsBelow(heading: string): string[][] {
	const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
	const lines = section.split('\n').filter((line) => line.startsWith('|'));
	return lines.slice(2).map((line) =>
		line
			.split('|')
			.slice(1, -1)
			.map((cell) => cell.trim())
	);
}

const examples = rowsBelow('Examples').map(([name = '', bytes = '']) => ({
	name,
	bytes: Uint8Array.from(
		bytes
			.replaceAll('`', '')
			.split(' ')
			.map((hex) => parseInt(hex, 16))
	)
}));
const kindOf: Record<string, Frame['kind']> = { query: 'query-presence', auth: 'denied' };

test('WIRE18 each example is read as what it is called', () => {
	expect(examples.length).toBeGreaterThan(10);
	for (const { name, bytes } of examples) {
		const called = name.split(',')[0] ?? '';
		if (called === 'malformed') expect(() => readFrame(bytes), name).toThrow(MalformedFrameError);
		else expect(readFrame(bytes).kind, name).toBe(kindOf[called] ?? called);
	}
	const kinds = new Set(examples.map(({ bytes }) => bytes[0]));
	for (const kind of Object.values(messageKind)) expect(kinds.has(kind), `an example of ${kind}`).toBe(true);
});

test('WIRE18 the examples of sync and presence mean the same to y-protocols', () => {
	for (const { name, bytes } of examples.filter(({ name }) => /^(step|update)/.test(name))) {
		const doc = new Y.Doc();
		const decoder = decoding.createDecoder(bytes);
		expect(decoding.readVarUint(decoder)).toBe(messageKind.sync);
		const answer = encoding.createEncoder();
		syncProtocol.readSyncMessage(decoder, answer, doc, null);
		expect(decoding.hasContent(decoder), name).toBe(false);
		if (name.startsWith('step1')) {
			const answered = encoding.toUint8Array(answer);
			expect(readFrame(Uint8Array.of(messageKind.sync, ...answered))).toMatchObject({ kind: 'step2' });
		} else {
			const expected = name.includes('nothing') ? {} : { a: 1 };
			expect(doc.getMap('pins').toJSON(), name).toEqual(expected);
		}
	}
	const awareness = new Awareness(new Y.Doc());
	for (const { name, bytes } of examples.filter(({ name }) => name.startsWith('presence'))) {
		const decoder = decoding.createDecoder(bytes);
		decoding.readVarUint(decoder);
		applyAwarenessUpdate(awareness, decoding.readVarUint8Array(decoder), null);
		expect(awareness.getStates().has(5), name).toBe(!name.includes('gone'));
	}
	awareness.destroy();
});

test('WIRE18 all close codes are there, and what a client does after them', () => {
	const rows = rowsBelow('Close codes');
	const codes = [...Object.values(closeCode), messageTooBigCode];
	expect(rows.map(([code]) => Number(code)).toSorted()).toEqual(codes.toSorted());
	for (const [code, , client = ''] of rows) {
		if (Number(code) === messageTooBigCode) continue;
		expect(client.startsWith('stays away'), code).toBe(isFinalClose(Number(code)));
	}
});

test('WIRE18 all answers to an upgrade are there', () => {
	const source = readFileSync(path.join(root, 'server/handshake.ts'), 'utf8');
	const answers = [...source.matchAll(/^\t(\d{3}): '/gm)].map((match) => Number(match[1]));
	const told = rowsBelow('Getting in').map(([code]) => Number(code));
	expect(told.toSorted()).toEqual([101, ...answers].toSorted());
});
