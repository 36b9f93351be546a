// What the bar shows of the save status; the words are made by lib/sync.

export interface SaveShown {
	/** good: saved · busy: on its way · away: kept here · bad: neither · plain: nothing to save. */
	readonly tone: 'good' | 'busy' | 'away' | 'bad' | 'plain';
	readonly text: string;
	/** More, on hover. */
	readonly detail: string | null;
}
