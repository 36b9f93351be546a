// A process that typesets one board and ends. Typst runs to its end without giving way, so only a process of its own can be stopped
// at a limit, and nothing that goes wrong inside it reaches the server.
import { typesetBoard, type TypesetAnswer, type TypesetJob } from './typeset-board.ts';

export type TypesetMessage = { ok: true; answer: TypesetAnswer } | { ok: false; problem: string };

async function answerTo(job: TypesetJob): Promise<TypesetMessage> {
	try {
		return { ok: true, answer: await typesetBoard(job) };
	} catch (error) {
		return { ok: false, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) };
	}
}

// Whoever asked is gone: nobody wants the answer.
process.once('disconnect', () => process.exit(0));

process.once('message', (job: TypesetJob) => {
	void answerTo(job).then((message) => {
		process.send?.(message, undefined, undefined, () => process.exit(0));
	});
});
