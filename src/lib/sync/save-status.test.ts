// What may be said about where my work is.
import { describe, expect, test } from 'vitest';
import { saveStatus, type SaveFacts } from './save-status.ts';
import { UnsavedChanges } from './unsaved-changes.ts';

const calm: SaveFacts = {
	readOnly: false,
	socket: 'open',
	hasSettled: true,
	isLacking: false,
	unsaved: 0,
	unsavedSinceMs: null,
	apartSinceMs: null,
	storage: 'healthy',
	device: 'kept',
	keeping: false,
	isDenied: false,
	ended: null
};

describe('the save status', () => {
	test('SAVE9 says saved only with a socket, an acknowledgement, nothing under way and healthy storage', () => {
		expect(saveStatus(calm, 0)).toEqual({ kind: 'saved' });
		const doubts: Partial<SaveFacts>[] = [
			{ socket: 'closed', apartSinceMs: 0 },
			{ socket: 'connecting', apartSinceMs: 0 },
			{ hasSettled: false },
			{ isLacking: true },
			{ unsaved: 1, unsavedSinceMs: 0 },
			{ storage: 'slow' },
			{ storage: 'full' },
			{ ended: { code: 4403, reason: '' } },
			{ isDenied: true },
			{ readOnly: true }
		];
		for (const doubt of doubts) {
			for (const nowMs of [0, 1_000, 60_000]) {
				expect(saveStatus({ ...calm, ...doubt }, nowMs).kind, JSON.stringify(doubt)).not.toBe('saved');
			}
		}
	});

	test('SAVE9 says how long something is not saved, and why', () => {
		const facts = { ...calm, unsaved: 3, unsavedSinceMs: 1_000 };
		expect(saveStatus(facts, 2_000)).toEqual({ kind: 'saving', changes: 3, sinceMs: 1_000 });
		expect(saveStatus(facts, 21_500)).toEqual({
			kind: 'not-saved',
			changes: 3,
			seconds: 20,
			cause: 'no-answer'
		});
		expect(saveStatus({ ...facts, storage: 'slow' }, 21_500)).toMatchObject({ cause: 'storage' });
	});

	test('SAVE9 says offline with the number of changes, and whether this device keeps them', () => {
		const facts = { ...calm, socket: 'closed', unsaved: 12, apartSinceMs: 0 } as const;
		const offline = { kind: 'offline', changes: 12, isKept: false, isKeeping: false };
		expect(saveStatus(facts, 10)).toEqual({ ...offline, isKept: true });
		expect(saveStatus({ ...facts, keeping: true }, 10)).toEqual({ ...offline, isKeeping: true });
		for (const device of ['none', 'opening', 'unavailable', 'failing'] as const) {
			expect(saveStatus({ ...facts, device }, 10)).toEqual(offline);
		}
		expect(saveStatus({ ...facts, socket: 'connecting', unsaved: 0 }, 10)).toEqual({ kind: 'connecting' });
		expect(saveStatus({ ...facts, socket: 'connecting', unsaved: 0 }, 10_000).kind).toBe('offline');
	});

	test('SAVE13 tells a reader who still has changes that they are not accepted', () => {
		const facts = { ...calm, readOnly: true };
		expect(saveStatus(facts, 0)).toEqual({ kind: 'read-only', isConnected: true, isDenied: false });
		expect(saveStatus({ ...facts, unsaved: 2 }, 0)).toMatchObject({ isDenied: true });
	});

	test('SAVE9 says why the server let the page go', () => {
		const reasons = [4400, 4401, 4403, 4404, 4409, 4413, 1009, 4499].map((code) => {
			const status = saveStatus({ ...calm, ended: { code, reason: '' } }, 0);
			return status.kind === 'ended' ? status.reason : null;
		});
		expect(reasons).toEqual([
			'malformed',
			'session-ended',
			'right-taken',
			'board-gone',
			'version',
			'too-large',
			'too-large',
			'unknown'
		]);
	});
});

describe('unsaved changes', () => {
	test('SAVE10 are acknowledged by the answer to a question asked after them, on the same socket', () => {
		const changes = new UnsavedChanges();
		changes.made(1);
		changes.made(2);
		const first = changes.ask(3);
		changes.made(4);
		const second = changes.ask(5);
		expect(changes.answered(first)).toBe(true);
		expect([changes.count, changes.oldestAtMs]).toEqual([1, 3]);
		expect(changes.answered(first), 'an answer counts once').toBe(false);
		changes.forgetQuestions();
		expect(changes.answered(second), 'a question of an earlier socket').toBe(false);
		expect(changes.answered(changes.ask(6))).toBe(true);
		expect([changes.count, changes.oldestAtMs]).toEqual([0, null]);
	});

	test('SAVE10 of an earlier life of the page count until they are acknowledged', () => {
		const changes = new UnsavedChanges();
		changes.made(1);
		changes.found(4, 2);
		expect(changes.count).toBe(5);
		expect(changes.parts).toEqual({ own: 1, former: 4 });
		const question = changes.ask(3);
		changes.made(4);
		changes.answered(question);
		expect(changes.parts).toEqual({ own: 1, former: 0 });
		changes.answered(changes.ask(5));
		expect(changes.count).toBe(0);
	});
});
