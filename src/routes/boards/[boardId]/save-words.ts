// Turns the state of the connection into what the bar shows. The words are lib/sync's.
import { deviceText, statusText } from '#lib/sync/status-text.ts';
import type { DeviceCopy, SaveStatus } from '#lib/sync/save-status.ts';
import type { SaveShown } from '#lib/workbench/save-shown.ts';

const tones: Record<SaveStatus['kind'], SaveShown['tone']> = {
	connecting: 'busy',
	saved: 'good',
	saving: 'busy',
	'not-saved': 'bad',
	offline: 'away',
	'read-only': 'plain',
	ended: 'bad'
};

export function saveShown(status: SaveStatus, device: DeviceCopy): SaveShown {
	const unsafe = status.kind === 'offline' && status.changes > 0 && !status.isKept && !status.isKeeping;
	const denied = status.kind === 'read-only' && status.isDenied;
	return {
		tone: unsafe || denied ? 'bad' : tones[status.kind],
		text: statusText(status),
		detail: deviceText(device)
	};
}
