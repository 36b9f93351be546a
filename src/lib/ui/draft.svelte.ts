// A line of text that I am writing over what stands there: shown instead of it, and put together with what others wrote meanwhile.
import { mergeTexts, type MergedText } from './merge-texts.ts';

/** Between two texts that cannot be put together. */
const between = ' / ';

export class Draft {
	readonly #standing: () => string;
	#text = $state<string | null>(null);
	/** What stood there when I began. */
	#base = '';

	constructor(standing: () => string) {
		this.#standing = standing;
	}

	get shown(): string {
		return this.#text ?? this.#standing();
	}

	type(text: string): void {
		if (this.#text === null) this.#base = this.#standing();
		this.#text = text;
	}

	drop(): void {
		this.#text = null;
	}

	/** I have done: what is to stand there, and what I wrote; null where I wrote nothing. */
	end(): (MergedText & { readonly mine: string }) | null {
		const mine = this.#text?.trim();
		this.#text = null;
		return mine === undefined ? null : { mine, ...mergeTexts(this.#base, mine, this.#standing(), between) };
	}
}
