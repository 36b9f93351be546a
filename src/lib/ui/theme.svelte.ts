// Light, dark, or as the system says. static/theme.js sets it before the first paint; this changes it and follows it.

export type ThemeChoice = 'system' | 'light' | 'dark';
export type Theme = 'light' | 'dark';

/** The same key as static/theme.js, which reads it as plain text. */
const storageKey = 'sandtable:theme';

export class ThemeSetting {
	choice = $state<ThemeChoice>('system');
	shown = $state<Theme>('light');
	#observer: MutationObserver;

	constructor() {
		const stored = localStorage.getItem(storageKey);
		this.choice = stored === 'light' || stored === 'dark' ? stored : 'system';
		const read = (): void => {
			this.shown = document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';
		};
		read();
		this.#observer = new MutationObserver(read);
		this.#observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
	}

	choose(choice: ThemeChoice): void {
		this.choice = choice;
		if (choice === 'system') localStorage.removeItem(storageKey);
		else localStorage.setItem(storageKey, choice);
		const dark =
			choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
		document.documentElement.dataset.theme = dark ? 'dark' : 'light';
	}

	destroy(): void {
		this.#observer.disconnect();
	}
}
