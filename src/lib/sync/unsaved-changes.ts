// Counts my changes from the moment they are made until the server says that they are committed. It counts; what carries the
// questions and answers is the connection.

interface Question {
	n: number;
	/** Changes made before it was asked. */
	made: number;
	askedAtMs: number;
}

export interface UnsavedParts {
	/** Made in this life of the page. */
	own: number;
	/** Found in the copy on this device; they are acknowledged all at once. */
	former: number;
}

/** Questions under way at once; an older one is answered by a newer. */
const questionsMax = 1_000;

export class UnsavedChanges {
	#made = 0;
	#acknowledged = 0;
	#former = 0;
	/** How many were made when the former ones were found: what is acknowledged up to here holds them. */
	#formerEnd = 0;
	#lastNumber = 0;
	#questions: Question[] = [];
	#oldestAtMs: number | null = null;

	get count(): number {
		return this.#made - this.#acknowledged;
	}

	get parts(): UnsavedParts {
		const former = this.#acknowledged < this.#formerEnd ? this.#former : 0;
		return { own: this.count - former, former };
	}

	get oldestAtMs(): number | null {
		return this.#oldestAtMs;
	}

	/** Changes of earlier pages, found in the copy on this device; once. */
	found(kept: number, nowMs: number): void {
		if (kept <= 0) return;
		this.#made += kept;
		this.#former = kept;
		this.#formerEnd = this.#made;
		this.#oldestAtMs ??= nowMs;
	}

	made(nowMs: number): void {
		this.#made++;
		this.#oldestAtMs ??= nowMs;
	}

	/** A question behind everything made until now; the answer is its number. */
	ask(nowMs: number): number {
		const n = ++this.#lastNumber;
		this.#questions.push({ n, made: this.#made, askedAtMs: nowMs });
		if (this.#questions.length > questionsMax) this.#questions.shift();
		return n;
	}

	/** The socket is gone, and the answers with it. */
	forgetQuestions(): void {
		this.#questions = [];
	}

	/** True if `n` is a question of this socket. */
	answered(n: number): boolean {
		const question = this.#questions.find((one) => one.n === n);
		if (question === undefined) return false;
		this.#questions = this.#questions.filter((one) => one.n > n);
		this.#acknowledged = Math.max(this.#acknowledged, question.made);
		// Whatever is left was made after the question.
		this.#oldestAtMs = this.count > 0 ? question.askedAtMs : null;
		return true;
	}
}
