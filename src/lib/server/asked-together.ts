// Questions to the database that come at the same moment, asked as one: after a restart hundreds of people come back at once.

export const keysPerQueryMax = 200;
/** While questions follow each other, a query is made so often. */
const queryIntervalMs = 10;

interface Question<V> {
	answer: Promise<V | undefined>;
	resolve(value: V | undefined): void;
	reject(error: unknown): void;
}

/**
 * `ask` gets each key once and answers those that it knows. Whoever asks in the same turn of the event loop, or within 10 ms of the
 * last query, shares a query, and its failure; nobody is given an answer to a question from before their own.
 */
export function askedTogether<V>(ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>) {
	const waiting = new Map<string, Question<V>>();
	let askedAtMs = -Infinity;

	async function askAll(questions: readonly (readonly [string, Question<V>])[]): Promise<void> {
		try {
			const answers = await ask(questions.map(([key]) => key));
			for (const [key, { resolve }] of questions) resolve(answers.get(key));
		} catch (error) {
			for (const [, { reject }] of questions) reject(error);
		}
	}

	function askSoon(): void {
		const waitMs = askedAtMs + queryIntervalMs - performance.now();
		if (waitMs > 0) setTimeout(askNow, waitMs);
		else setImmediate(askNow);
	}

	function askNow(): void {
		askedAtMs = performance.now();
		const questions = [...waiting];
		waiting.clear();
		for (let i = 0; i < questions.length; i += keysPerQueryMax)
			void askAll(questions.slice(i, i + keysPerQueryMax));
	}

	return (key: string): Promise<V | undefined> => {
		const known = waiting.get(key);
		if (known !== undefined) return known.answer;
		if (waiting.size === 0) askSoon();
		const question = Promise.withResolvers<V | undefined>();
		const { promise: answer, resolve, reject } = question;
		waiting.set(key, { answer, resolve, reject });
		return answer;
	};
}
