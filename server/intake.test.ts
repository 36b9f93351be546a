// What a socket sends is handled in order, in pieces of time, and not at all while it is held; by a clock that the test turns.
import { beforeEach, expect, test } from 'vitest';
import { TestClock } from '../tests/support/test-clock.ts';
import { Intake } from './intake.ts';
import { syncLimits, type SyncLimits } from './limits.ts';
import { createSyncMetrics } from './sync-metrics.ts';

/** A clock on which work takes time. */
class WorkClock extends TestClock {
	workedMs = 0;
	override monotonic(): number {
		return super.monotonic() + this.workedMs;
	}
}

let clock: WorkClock;
let handled: number[];
let isRead: boolean;
let onFrame: (n: number) => void;

beforeEach(() => {
	clock = new WorkClock();
	handled = [];
	isRead = true;
	onFrame = () => {};
});

function intakeWith(limits: Partial<SyncLimits> = {}): Intake {
	const socket = { pause: () => void (isRead = false), resume: () => void (isRead = true) };
	const parts = { clock, limits: { ...syncLimits, ...limits }, metrics: createSyncMetrics() };
	return new Intake(socket, parts, ([n = 0]) => {
		handled.push(n);
		onFrame(n);
	});
}

/** As they come out of one piece from the kernel. */
function take(intake: Intake, ...frames: number[]): void {
	for (const n of frames) intake.take(Uint8Array.of(n));
}

test('WIRE17 what came after the socket was held waits, and is handled in its order before the socket is read again', () => {
	const intake = intakeWith();
	onFrame = (n) => n === 2 && intake.hold('choked');
	take(intake, 1, 2, 3, 4);
	expect(handled).toEqual([1, 2]);
	intake.hold('unread');
	intake.release('choked');
	expect(handled, 'something else holds it').toEqual([1, 2]);
	intake.release('unread');
	expect(handled).toEqual([1, 2, 3, 4]);
	expect(isRead).toBe(true);
});

test('SAVE4 a frame that was put off comes first when its time has come, as often as it must', () => {
	const intake = intakeWith();
	let isFull = true;
	onFrame = (n) => n === 2 && isFull && intake.postpone(Uint8Array.of(n), 'full');
	take(intake, 1, 2, 3);
	intake.release('full');
	expect(handled).toEqual([1, 2, 2]);
	expect(isRead).toBe(false);
	isFull = false;
	intake.release('full');
	expect(handled).toEqual([1, 2, 2, 2, 3]);
	expect(isRead).toBe(true);
});

test('LIM6 after so much time of the process in one piece the others have their turn', async () => {
	const frameMs = 7;
	const intake = intakeWith({ turnMs: 20 });
	onFrame = () => void (clock.workedMs += frameMs);
	take(intake, 1, 2, 3, 4, 5, 6, 7);
	expect(handled).toEqual([1, 2, 3]);
	expect(isRead).toBe(false);
	await clock.pass(0);
	expect(handled.length).toBeGreaterThanOrEqual(6);
	await clock.pass(0);
	expect(handled).toEqual([1, 2, 3, 4, 5, 6, 7]);
	expect(isRead).toBe(true);
});

test('LIM6 a socket that took too much of the process is not handled before that is paid', async () => {
	const intake = intakeWith({ workMsPerSecond: 100, workMsBurst: 50, turnMs: 1_000 });
	onFrame = () => void (clock.workedMs += 60);
	take(intake, 1, 2);
	expect(handled).toEqual([1]);
	// Until then 6 ms were earned again.
	await clock.pass(39);
	expect(handled).toEqual([1]);
	await clock.pass(61);
	expect(handled).toEqual([1, 2]);
});

test('WIRE10 what is beyond the rate is handled, and the next waits; far beyond it nothing is', async () => {
	const intake = intakeWith({ framesPerSecond: 10, framesBurst: 1, framesDebtMax: 2 });
	const come = (n: number) => {
		const isWell = intake.count(1);
		if (isWell) take(intake, n);
		intake.slowDown();
		return isWell;
	};
	expect([come(1), come(2), come(3)]).toEqual([true, true, true]);
	expect(handled).toEqual([1, 2]);
	expect(come(4)).toBe(false);
	await clock.pass(1_000);
	expect(handled).toEqual([1, 2, 3]);
});

test('WIRE7 after the end nothing more is handled, and the socket is read for its goodbye', () => {
	const intake = intakeWith();
	onFrame = (n) => n === 2 && intake.end();
	intake.hold('rate');
	take(intake, 1, 2, 3);
	intake.release('rate');
	expect(handled).toEqual([1, 2]);
	intake.hold('full');
	expect(isRead).toBe(true);
});
