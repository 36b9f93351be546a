// Puts the save status into words.
import { m } from '#lib/messages/index.ts';
import type { DeviceCopy, EndReason, SaveStatus } from './save-status.ts';

export function statusText(status: SaveStatus): string {
	switch (status.kind) {
		case 'connecting':
			return m.sync.connecting;
		case 'saved':
			return m.sync.saved;
		case 'saving':
			return status.changes > 0 ? m.sync.saving : m.sync.savingOfOthers;
		case 'not-saved':
			return status.cause === 'storage'
				? m.sync.notSavedStorage(status.seconds)
				: m.sync.notSavedNoAnswer(status.seconds);
		case 'offline':
			if (status.isKeeping) return m.sync.offlineKeeping(status.changes);
			return status.isKept ? m.sync.offline(status.changes) : m.sync.offlineNotKept(status.changes);
		case 'read-only':
			if (status.isDenied) return m.sync.denied;
			return status.isConnected ? m.sync.readOnly : m.sync.readOnlyApart;
		case 'ended':
			return endedText(status.reason, status);
	}
}

/** What there is to say about the copy on this device; null while all is well. */
export function deviceText(device: DeviceCopy): string | null {
	if (device === 'unavailable') return m.sync.deviceUnavailable;
	return device === 'failing' ? m.sync.deviceFailing : null;
}

/** Why the page may no longer be on the board, and what has become of the work that the server does not have. */
export function endedText(reason: EndReason, status: SaveStatus): string {
	const said = m.sync.ended[reason];
	if ((status.kind !== 'ended' && status.kind !== 'offline') || status.changes === 0) return said;
	const { changes, isKept } = status;
	return `${said} ${isKept ? m.sync.endedWithChanges(changes) : m.sync.endedWithLostChanges(changes)}`;
}
