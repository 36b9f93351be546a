// Writes moments as people read them: 24 hours, with a zone, the date only when it is another day.

const dayMs = 86_400_000;

/** `14:00 CET`, `21 Nov, 14:00 CET` or `21 Nov 2026, 14:00 CET`; `zone` is the reader's own unless given. */
export function momentText(at: Date, zone?: string, now = new Date()): string {
	const time = parts(
		at,
		{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' },
		zone
	);
	const day = parts(at, { day: 'numeric', month: 'short', year: 'numeric' }, zone);
	if (day === parts(now, { day: 'numeric', month: 'short', year: 'numeric' }, zone)) return time;
	const sameYear = day.slice(-4) === parts(now, { year: 'numeric' }, zone);
	return `${sameYear ? day.slice(0, -5) : day}, ${time}`;
}

/** As part of a sentence: `at 14:00 CET`, `on 21 Nov, 14:00 CET`. */
export function momentPhrase(at: Date, zone?: string, now = new Date()): string {
	const text = momentText(at, zone, now);
	return text.includes(',') ? `on ${text}` : `at ${text}`;
}

/** How long ago, roughly, for lists: `just now`, `12 min ago`, `5 h ago`, `3 days ago`, then the date. */
export function ageText(at: Date, now = new Date(), zone?: string): string {
	const ms = now.getTime() - at.getTime();
	if (ms < 60_000) return 'just now';
	if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ago`;
	if (ms < dayMs) return `${Math.floor(ms / 3_600_000)} h ago`;
	if (ms < 2 * dayMs) return 'yesterday';
	if (ms < 14 * dayMs) return `${Math.floor(ms / dayMs)} days ago`;
	return parts(at, { day: 'numeric', month: 'short', year: 'numeric' }, zone);
}

function parts(at: Date, options: Intl.DateTimeFormatOptions, timeZone?: string): string {
	return new Intl.DateTimeFormat('en-GB', { ...options, timeZone }).format(at);
}
