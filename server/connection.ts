// One socket after the upgrade: reads frames within the limits, holds them to the right that came with the socket, and hands
// them to its room. A broken or hostile socket closes alone.
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { closeCode, type CloseCode } from '#lib/protocol/close-codes.ts';
import { MalformedFrameError, readFrame, type Frame } from '#lib/protocol/read-frame.ts';
import { writeDenied } from '#lib/protocol/write-frame.ts';
import { mayWrite, type BoardGrant } from '#lib/server/grant.ts';
import type { Member } from './audience.ts';
import type { Clock } from './clock.ts';
import { Intake, type Hold } from './intake.ts';
import type { SyncLimits } from './limits.ts';
import { errorFields, type Log } from './log.ts';
import { RateBucket } from './rate-bucket.ts';
import type { Room } from './room.ts';
import { SharedFrames, streamOf } from './socket-frames.ts';
import type { SyncMetrics } from './sync-metrics.ts';

export interface ConnectionParts {
	clock: Clock;
	limits: SyncLimits;
	metrics: SyncMetrics;
	log: Log;
	onClosed(connection: Connection): void;
	/** Nobody could say for long whether it may still write. */
	isInDoubt(connection: Connection): boolean;
}

type State =
	| { phase: 'waiting'; frames: Uint8Array[]; bytes: number }
	| { phase: 'joined'; room: Room }
	| { phase: 'closed' };

const writeDeniedReason = 'This link or role may read the board but not change it.';
const socketIsOpen = 1;
const postponedBarriersMax = 64;

export class Connection implements Member {
	readonly grant: BoardGrant;
	readonly wantsSaved: boolean;
	readonly #socket: WebSocket;
	readonly #stream: Duplex | undefined;
	readonly #parts: ConnectionParts;
	readonly #intake: Intake;
	readonly #states: RateBucket;
	#state: State = { phase: 'waiting', frames: [], bytes: 0 };
	#missedPings = 0;
	/** Sent since the last answer to a ping. */
	#unprovenBytes = 0;
	#wasDenied = false;
	#cancelComeBack: (() => void) | null = null;
	/** An update built on changes that the room lacks; until the client has sent those, nothing is acknowledged. */
	#gap: { inARow: number; barriers: number[] } | null = null;
	/** How long until the client is asked again for what it holds of others; 0: it holds nothing back. */
	#askAgainMs = 0;

	constructor(socket: WebSocket, grant: BoardGrant, wantsSaved: boolean, parts: ConnectionParts) {
		// Before anything else: without this listener a malformed frame ends the process.
		socket.on('error', (error) =>
			parts.log.info('socket error', { boardId: grant.boardId, reason: error.message })
		);
		this.grant = grant;
		this.wantsSaved = wantsSaved;
		this.#socket = socket;
		this.#stream = streamOf(socket);
		this.#parts = parts;
		const { statesPerSecond, statesBurst } = parts.limits;
		this.#intake = new Intake(socket, parts, (bytes) => this.#handleSafely(bytes));
		this.#states = new RateBucket(statesPerSecond, statesBurst, parts.clock.monotonic());
		socket.on('message', (data: ArrayBuffer | Buffer | Buffer[], isBinary) => this.#receive(data, isBinary));
		socket.on('pong', () => {
			this.#missedPings = 0;
			this.#unprovenBytes = 0;
		});
		socket.on('close', () => this.#ended());
	}

	get unsentBytes(): number {
		return this.#socket.bufferedAmount;
	}

	send(...frames: Uint8Array[]): void {
		this.sendShared(new SharedFrames(frames));
	}

	sendShared(frames: SharedFrames): void {
		this.#unprovenBytes += frames.payloadBytes;
		if (this.#socket.readyState === socketIsOpen) frames.sendTo(this.#socket, this.#stream);
	}

	close(code: CloseCode, reason: string): void {
		if (this.#state.phase === 'closed') return;
		const { clock, limits, metrics } = this.#parts;
		metrics.closed(code);
		this.#leave();
		this.#socket.close(code, reason);
		clock.after(limits.closeHandshakeMaxMs, () => this.#socket.terminate());
	}

	/** The board is open: what came meanwhile is handled now. */
	join(room: Room): void {
		if (this.#state.phase !== 'waiting') return;
		const { frames } = this.#state;
		this.#state = { phase: 'joined', room };
		room.enter(this);
		for (const frame of frames) this.#intake.take(frame);
	}

	/** Asks for a sign of life; a socket that gave none to earlier questions is cut. */
	ping(): void {
		const { pingMissesMax, pingBytesPerMiss, pingMissesSlowMax } = this.#parts.limits;
		const behind = Math.min(pingMissesSlowMax, Math.floor(this.#unprovenBytes / pingBytesPerMiss));
		if (this.#missedPings >= pingMissesMax + behind) {
			this.#parts.metrics.count('silentSockets');
			this.#leave();
			this.#socket.terminate();
			return;
		}
		// A socket that is not being read cannot answer.
		this.#missedPings = this.#intake.isHeld ? 0 : this.#missedPings + 1;
		if (this.#socket.readyState === socketIsOpen) this.#socket.ping();
	}

	/** Reads no further; what the client sends waits with the client. */
	hold(hold: Hold): void {
		this.#intake.hold(hold);
	}

	release(hold: Hold): void {
		if (hold === 'full') this.#cancelComeBack?.();
		this.#intake.release(hold);
	}

	#receive(data: ArrayBuffer | Buffer | Buffer[], isBinary: boolean): void {
		if (this.#state.phase === 'closed') return;
		if (!isBinary) return this.#malformed('a text frame');
		const bytes = asBytes(data);
		const { limits } = this.#parts;
		const bytesMax = mayWrite(this.grant.role) ? limits.frameBytesMax : limits.readerFrameBytesMax;
		if (bytes.length > bytesMax) {
			return this.close(closeCode.tooLarge, `a frame may have ${bytesMax} bytes`);
		}
		if (!this.#intake.count(bytes.length)) return this.close(closeCode.tooFast, 'too many frames');
		if (this.#state.phase === 'joined') this.#intake.take(bytes);
		else this.#keep(bytes, this.#state);
		this.#intake.slowDown();
	}

	#keep(bytes: Uint8Array, waiting: Extract<State, { phase: 'waiting' }>): void {
		const { limits } = this.#parts;
		waiting.frames.push(bytes);
		waiting.bytes += bytes.length;
		if (waiting.frames.length > limits.waitingFramesMax || waiting.bytes > limits.waitingBytesMax) {
			this.close(closeCode.overloaded, 'too much before the board was open');
		}
	}

	#handleSafely(bytes: Uint8Array): void {
		if (this.#state.phase !== 'joined') return;
		const { room } = this.#state;
		try {
			if (this.#handle(readFrame(bytes), room) === 'later') this.#waitForStorage(bytes);
			if (this.#isIn(room)) room.audience.keepsUp(this);
		} catch (error) {
			if (error instanceof MalformedFrameError) return this.#malformed(error.message);
			this.#parts.log.error('a frame could not be handled', {
				boardId: this.grant.boardId,
				...errorFields(error)
			});
			this.close(closeCode.comeBack, 'something went wrong on the server');
		}
	}

	/** A client that waits need not come again and again; after a while another node may serve it better. */
	#waitForStorage(bytes: Uint8Array): void {
		const { clock, limits } = this.#parts;
		this.#intake.postpone(bytes, 'full');
		this.#cancelComeBack = clock.after(limits.fullMaxMs, () =>
			this.close(closeCode.comeBack, 'the storage does not keep up')
		);
	}

	/** 'later': the storage takes nothing new for now. */
	#handle(frame: Frame, room: Room): 'later' | void {
		switch (frame.kind) {
			case 'step1':
				return this.#askedForState(frame.stateVector, room);
			case 'step2':
			case 'update':
				return mayWrite(this.grant.role)
					? this.#write(frame.kind, frame.update, room)
					: this.#refuse(frame.update, room);
			case 'presence':
				return room.receivePresence(this, frame.entries);
			case 'query-presence':
				return room.audience.askedWhoIsHere(this);
			case 'barrier':
				return this.#gap ? this.#postpone(this.#gap, frame.n) : room.barrier(this, frame.n);
			case 'denied':
			case 'storage':
				throw new MalformedFrameError('only the server sends this kind');
		}
	}

	#askedForState(stateVector: Uint8Array, room: Room): void {
		const debt = this.#states.take(1, this.#parts.clock.monotonic());
		if (debt > this.#parts.limits.statesDebtMax)
			return this.close(closeCode.tooFast, 'too many requests for the whole state');
		if (debt > 0) this.#answerAfter(this.#states.waitMs, stateVector, room);
		else room.answerStep1(this, stateVector);
	}

	/** Later still, where it does not take what it was sent before. */
	#answerAfter(ms: number, stateVector: Uint8Array, room: Room): void {
		const { clock, limits } = this.#parts;
		clock.after(ms, () => {
			if (!this.#isIn(room)) return;
			if (room.audience.keepsUp(this)) room.answerStep1(this, stateVector);
			else this.#answerAfter(1_000 / limits.statesPerSecond, stateVector, room);
		});
	}

	#write(kind: 'step2' | 'update', update: Uint8Array, room: Room): 'later' | void {
		const { metrics, log, isInDoubt } = this.#parts;
		if (isInDoubt(this) && !room.knows(update)) {
			metrics.count('refusedUpdates');
			return this.close(closeCode.comeBack, 'the right to write cannot be checked');
		}
		const receipt = room.receive(this, update);
		switch (receipt.kind) {
			case 'taken':
				if (kind === 'step2') this.#closeGap(room);
				if (room.isChoked) this.#intake.hold('choked');
				return;
			case 'gap':
				metrics.count('gaps');
				return this.#openGap(kind, room);
			case 'held-back':
				metrics.count('heldBackUpdates');
				return this.#holdBack(room);
			case 'full':
				return 'later';
			case 'too-large':
				metrics.count('refusedGrowth');
				log.warn('a board is full', { boardId: this.grant.boardId, reason: receipt.reason });
				return this.close(closeCode.tooLarge, receipt.reason);
			case 'refused':
				metrics.count('refusedUpdates');
				log.warn('update refused', {
					boardId: this.grant.boardId,
					author: this.grant.principal.id,
					reason: receipt.reason
				});
				return this.close(closeCode.malformed, receipt.reason.slice(0, 100));
		}
	}

	/** A reader's write changes nothing; one that would is answered once. */
	#refuse(update: Uint8Array, room: Room): void {
		if (room.knows(update)) return;
		this.#parts.metrics.count('refusedWrites');
		if (this.#wasDenied) return;
		this.#wasDenied = true;
		this.#parts.log.info('write refused', {
			boardId: this.grant.boardId,
			principal: this.grant.principal.id
		});
		this.send(writeDenied(writeDeniedReason));
	}

	/**
	 * An honest client gets here when it edits between its coming and the answer to our question: its answer, which is on the way,
	 * holds everything. Only answers that lack something count.
	 */
	#openGap(kind: 'step2' | 'update', room: Room): void {
		const isNew = this.#gap === null;
		this.#gap ??= { inARow: 0, barriers: [] };
		if (kind === 'step2' && ++this.#gap.inARow >= this.#parts.limits.gapsInARowMax) {
			return this.close(closeCode.malformed, 'an update builds on changes that it does not bring');
		}
		if (isNew || kind === 'step2') room.askForState(this);
	}

	/**
	 * An honest client gets here when it was shown a colleague's change that this server does not have (yet): by another node, or
	 * in a hold that a crash ended. The colleague or the log will bring it; until then nothing is acknowledged.
	 */
	#holdBack(room: Room): void {
		this.#gap ??= { inARow: 0, barriers: [] };
		if (this.#askAgainMs > 0) return;
		const { log, limits } = this.#parts;
		log.warn('changes of somebody else are held back', {
			boardId: this.grant.boardId,
			author: this.grant.principal.id
		});
		this.#askAgainMs = limits.askAgainMinMs;
		this.#askAgainLater(room);
	}

	#askAgainLater(room: Room): void {
		this.#parts.clock.after(this.#askAgainMs, () => {
			if (this.#gap === null || !this.#isIn(room)) return;
			this.#askAgainMs = Math.min(this.#parts.limits.askAgainMaxMs, this.#askAgainMs * 2);
			room.askForState(this);
			this.#askAgainLater(room);
		});
	}

	#postpone(gap: { barriers: number[] }, n: number): void {
		gap.barriers.push(n);
		// A later answer speaks for the earlier ones.
		if (gap.barriers.length > postponedBarriersMax) gap.barriers.shift();
	}

	#closeGap(room: Room): void {
		const barriers = this.#gap?.barriers ?? [];
		this.#gap = null;
		this.#askAgainMs = 0;
		for (const n of barriers) room.barrier(this, n);
	}

	#isIn(room: Room): boolean {
		return this.#state.phase === 'joined' && this.#state.room === room;
	}

	#malformed(reason: string): void {
		this.#parts.metrics.count('malformedFrames');
		this.#parts.log.info('malformed frame', {
			boardId: this.grant.boardId,
			principal: this.grant.principal.id,
			reason
		});
		this.close(closeCode.malformed, reason);
	}

	#ended(): void {
		this.#leave();
		this.#parts.onClosed(this);
	}

	#leave(): void {
		if (this.#state.phase === 'joined') this.#state.room.audience.leave(this);
		this.#state = { phase: 'closed' };
		this.#cancelComeBack?.();
		this.#intake.end();
	}
}

function asBytes(data: ArrayBuffer | Buffer | Buffer[]): Uint8Array {
	if (Array.isArray(data)) return Buffer.concat(data);
	return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
