// A stock y-websocket provider, set up for a Sandtable server: asks for acknowledgements, comes back at uneven times, and sends
// only its own presence instead of repeating everybody's.
import * as decoding from 'lib0/decoding';
import { encodeAwarenessUpdate, type Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { isFinalClose, messageTooBigCode } from '#lib/protocol/close-codes.ts';
import {
	messageKind,
	savedParameter,
	storageStates,
	syncKind,
	type StorageState
} from '#lib/protocol/kinds.ts';
import { pieceBytesMax } from '#lib/protocol/limits.ts';
import { writeBarrier, writeStep1 } from '#lib/protocol/write-frame.ts';
import { learnOwnIdentity } from './own-identity.ts';
import { sendingInPieces } from './sending-in-pieces.ts';
import { watchSilence, type SilenceLimits } from './silence-watch.ts';

export interface ProviderOptions {
	/** Of the sync server, e.g. `wss://host/sync`. */
	url: string;
	boardId: string;
	doc: Y.Doc;
	awareness: Awareness;
	webSocket?: typeof WebSocket;
	silence?: Partial<SilenceLimits>;
	/** The server asked for all I have, and the answer is under way. */
	onHandedOver(): void;
	onAcknowledged(n: number): void;
	onStorage(state: StorageState): void;
	onDenied(reason: string): void;
}

/** What y-websocket doubles with each attempt. */
const backoffUnitMs = 100;
const backoffMaxMs = 5_000;
const socketIsOpen = 1;
/** Events that carry a presence's own changes; see y-protocols. */
interface AwarenessChange {
	added: number[];
	updated: number[];
	removed: number[];
}

export function createProvider(options: ProviderOptions): WebsocketProvider {
	const { url, boardId, doc, awareness } = options;
	const provider = new WebsocketProvider(url, boardId, doc, {
		connect: false,
		awareness,
		params: { [savedParameter]: '1' },
		disableBc: true,
		maxBackoffTime: backoffMaxMs,
		// The same message would be as large the next time.
		shouldReconnect: ({ code }) => !isFinalClose(code) && code !== messageTooBigCode,
		WebSocketPolyfill: sendingInPieces(options.webSocket ?? WebSocket, pieceBytesMax)
	});
	listen(provider, options);
	learnOwnIdentity(provider.messageHandlers as never, messageKind.presence, awareness);
	sendOwnPresenceOnly(provider, awareness);
	comeBackAtUnevenTimes(provider);
	watchSilence(provider, options.silence);
	return provider;
}

/** False where no socket is open. */
export function sendBarrier(provider: WebsocketProvider, n: number): boolean {
	return send(provider, writeBarrier(n));
}

/** Asks the server once more for whatever the document lacks. */
export function askForState(provider: WebsocketProvider): void {
	send(provider, writeStep1(Y.encodeStateVector(provider.doc)));
}

function send(provider: WebsocketProvider, frame: Uint8Array): boolean {
	if (provider.ws?.readyState !== socketIsOpen) return false;
	provider.ws.send(frame as Uint8Array<ArrayBuffer>);
	return true;
}

function listen(provider: WebsocketProvider, options: ProviderOptions): void {
	const handlers = provider.messageHandlers;
	const handleSync = handlers[messageKind.sync];
	handlers[messageKind.sync] = (encoder, decoder, ...rest) => {
		const isQuestion = decoder.arr[decoder.pos] === syncKind.step1;
		handleSync?.(encoder, decoder, ...rest);
		// The provider sends the answer when this returns.
		if (isQuestion) queueMicrotask(options.onHandedOver);
	};
	handlers[messageKind.auth] = (_encoder, decoder) => {
		decoding.readVarUint(decoder);
		options.onDenied(decoding.readVarString(decoder));
	};
	handlers[messageKind.barrier] = (_encoder, decoder) =>
		options.onAcknowledged(decoding.readVarUint(decoder));
	handlers[messageKind.storage] = (_encoder, decoder) => {
		const state = storageStates[decoding.readVarUint(decoder)];
		if (state !== undefined) options.onStorage(state);
	};
}

function sendOwnPresenceOnly(provider: WebsocketProvider, awareness: Awareness): void {
	awareness.off('update', provider._awarenessUpdateHandler);
	const own = awareness.clientID;
	const sendOwn = ({ added, updated, removed }: AwarenessChange) => {
		if (![...added, ...updated, ...removed].includes(own)) return;
		if (!provider.wsconnected) return;
		send(provider, presenceFrame(encodeAwarenessUpdate(awareness, [own])));
	};
	awareness.on('update', sendOwn);
	provider.on('status', ({ status }) => {
		// The others removed this presence when the socket went; only a newer one brings it back.
		if (status === 'connected') awareness.setLocalState(awareness.getLocalState());
	});
	const destroy = provider.destroy.bind(provider);
	provider.destroy = () => {
		awareness.off('update', sendOwn);
		destroy();
	};
}

function presenceFrame(update: Uint8Array): Uint8Array {
	const length: number[] = [];
	for (let rest = update.length; ; rest = Math.floor(rest / 128)) {
		if (rest < 128) {
			length.push(rest);
			break;
		}
		length.push((rest % 128) + 128);
	}
	return Uint8Array.of(messageKind.presence, ...length, ...update);
}

/**
 * After a restart of the server not everybody comes at the same moment. y-websocket itself knows no chance and waits as long as
 * doubling says, up to a limit: so the limit is set below that, anew for each attempt.
 */
function comeBackAtUnevenTimes(provider: WebsocketProvider): void {
	provider.on('connection-close', () => {
		const attempt = provider.wsUnsuccessfulReconnects + 1;
		const evenMs = Math.min(backoffMaxMs, backoffUnitMs * 2 ** attempt);
		provider.maxBackoffTime = evenMs * (0.5 + Math.random() / 2);
	});
}
