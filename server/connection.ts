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
	readonly #frames: RateBucket;
	readonly #bytes: RateBucket;
	readonly #states: RateBucket;
	/** Milliseconds of this process. */
	readonly #work: RateBucket;
	#state: State = { phase: 'waiting', frames: [], bytes: 0 };
	#isPaused = false;
	#missedPings = 0;
	/** Sent since the last answer to a ping. */
	#unprovenBytes = 0;
	#wasDenied = false;
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
		const now = parts.clock.monotonic();
		this.#frames = new RateBucket(parts.limits.framesPerSecond, parts.limits.framesBurst, now);
		this.#bytes = new RateBucket(parts.limits.bytesPerSecond, parts.limits.bytesBurst, now);
		this.#states = new RateBucket(parts.limits.statesPerSecond, parts.limits.statesBurst, now);
		this.#work = new RateBucket(parts.limits.workMsPerSecond, parts.limits.workMsBurst, now);
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
		for (const { length } of frames.payloads) this.#unprovenBytes += length;
		if (this.#socket.readyState === socketIsOpen) frames.sendTo(this.#socket, this.#stream);
	}

	close(code: CloseCode, reason: string): void {
		if (this.#state.phase === 'closed') return;
		const { clock, limits, metrics } = this.#parts;
		metrics.closed(code);
		this.#leave();
		this.#socket.resume();
		this.#socket.close(code, reason);
		clock.after(limits.closeHandshakeMaxMs, () => this.#socket.terminate());
	}

	/** The board is open: what came meanwhile is handled now. */
	join(room: Room): void {
		if (this.#state.phase !== 'waiting') return;
		const { frames } = this.#state;
		this.#state = { phase: 'joined', room };
		room.enter(this);
		for (const frame of frames) this.#handleSafely(frame);
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
		if (!this.#isPaused) this.#missedPings++;
		if (this.#socket.readyState === socketIsOpen) this.#socket.ping();
	}

	resume(): void {
		if (!this.#isPaused) return;
		this.#isPaused = false;
		this.#missedPings = 0;
		this.#socket.resume();
	}

	/** Reads no further; what the client sends waits with the client. */
	pause(): void {
		if (this.#isPaused) return;
		this.#isPaused = true;
		this.#socket.pause();
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
		if (!this.#isWithinRate(bytes.length)) return;
		if (this.#state.phase === 'joined') return this.#handleSafely(bytes);
		this.#state.frames.push(bytes);
		this.#state.bytes += bytes.length;
		if (this.#state.frames.length > limits.waitingFramesMax || this.#state.bytes > limits.waitingBytesMax) {
			this.close(closeCode.overloaded, 'too much before the board was open');
		}
	}

	/** Too fast: the socket is read more slowly; much too fast: it is closed. */
	#isWithinRate(bytes: number): boolean {
		const { clock, limits } = this.#parts;
		const now = clock.monotonic();
		const debt = this.#frames.take(1, now);
		const bytesDebt = this.#bytes.take(bytes, now);
		if (debt > limits.framesDebtMax) {
			this.close(closeCode.tooFast, 'too many frames');
			return false;
		}
		if (debt > 0 || bytesDebt > 0) this.#pauseFor(Math.max(this.#frames.waitMs, this.#bytes.waitMs));
		return true;
	}

	#pauseFor(ms: number): void {
		if (this.#isPaused) return;
		this.#holdUp();
		this.#parts.clock.after(ms, () => this.#resumeUnlessChoked());
	}

	#holdUp(): void {
		if (this.#isPaused) return;
		this.#parts.metrics.count('writersPaused');
		this.pause();
	}

	#resumeUnlessChoked(): void {
		if (this.#state.phase === 'joined' && this.#state.room.isChoked) return;
		this.resume();
	}

	#handleSafely(bytes: Uint8Array): void {
		if (this.#state.phase !== 'joined') return;
		const startedAt = this.#parts.clock.monotonic();
		try {
			this.#handle(readFrame(bytes), this.#state.room);
		} catch (error) {
			if (error instanceof MalformedFrameError) return this.#malformed(error.message);
			this.#parts.log.error('a frame could not be handled', {
				boardId: this.grant.boardId,
				...errorFields(error)
			});
			this.close(closeCode.comeBack, 'something went wrong on the server');
		} finally {
			this.#charge(startedAt);
		}
	}

	/** What takes the process long is followed by a pause of that socket, in which the others have their turn. */
	#charge(startedAt: number): void {
		const now = this.#parts.clock.monotonic();
		if (this.#work.take(now - startedAt, now) > 0) this.#pauseFor(this.#work.waitMs);
	}

	#handle(frame: Frame, room: Room): void {
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
				return room.audience.sendPresence(this);
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
		if (debt > 0)
			this.#parts.clock.after(
				this.#states.waitMs,
				() => this.#isIn(room) && room.answerStep1(this, stateVector)
			);
		else room.answerStep1(this, stateVector);
	}

	#write(kind: 'step2' | 'update', update: Uint8Array, room: Room): void {
		const { metrics, log } = this.#parts;
		const receipt = room.receive(this, update);
		switch (receipt.kind) {
			case 'taken':
				if (kind === 'step2') this.#closeGap(room);
				if (room.isChoked) this.#holdUp();
				return;
			case 'gap':
				metrics.count('gaps');
				return this.#openGap(kind, room);
			case 'held-back':
				metrics.count('heldBackUpdates');
				return this.#holdBack(room);
			case 'full':
				metrics.count('refusedUpdates');
				return this.close(closeCode.comeBack, 'the storage does not keep up');
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
	}
}

function asBytes(data: ArrayBuffer | Buffer | Buffer[]): Uint8Array {
	if (Array.isArray(data)) return Buffer.concat(data);
	return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
