// Fetches the report of a board and hands it to the browser as a file. The page stays as it is, whatever comes of it.
import { m } from '../messages/index.ts';
import type { Toasts } from '../ui/toasts.svelte.ts';
import { fileNameOf } from './file-name-of.ts';

/** The server gives up by itself much sooner; this is for an answer that never comes. */
const answerMaxMs = 120_000;
/** Browsers read the file some time after the click that saves it. */
const fileKeptMs = 60_000;
const pdfType = 'application/pdf';

/** What to say where there is no report. */
class ReportRefusal extends Error {}

export class ReportDownload {
	isRunning = $state(false);
	readonly #url: string;
	readonly #toasts: Toasts;

	constructor(boardId: string, toasts: Toasts) {
		this.#url = `/boards/${boardId}/report`;
		this.#toasts = toasts;
	}

	async start(): Promise<void> {
		if (this.isRunning) return;
		this.isRunning = true;
		const making = this.#toasts.show(m.board.reportMaking, { stays: true });
		try {
			const { file, name } = await fetchReport(this.#url);
			save(file, name);
			this.#toasts.show(m.board.reportDone(name));
		} catch (error) {
			if (!(error instanceof ReportRefusal)) throw error;
			this.#toasts.show(error.message, { tone: 'danger' });
		} finally {
			this.#toasts.dismiss(making);
			this.isRunning = false;
		}
	}
}

async function fetchReport(url: string): Promise<{ file: Blob; name: string }> {
	try {
		const response = await fetch(url, {
			// A redirect leads to the sign-in; refusals come with their reason as JSON.
			redirect: 'manual',
			headers: { Accept: `${pdfType}, application/json` },
			signal: AbortSignal.timeout(answerMaxMs)
		});
		if (response.type === 'opaqueredirect') throw new ReportRefusal(m.board.reportSignIn);
		const type = response.headers.get('Content-Type') ?? '';
		if (!response.ok) throw new ReportRefusal(await reasonOf(response, type));
		if (!type.startsWith(pdfType)) throw new ReportRefusal(m.board.reportFailed);
		return { file: await response.blob(), name: fileNameOf(response.headers.get('Content-Disposition')) };
	} catch (error) {
		// The network's own: no answer, or one that broke off or took too long.
		if (error instanceof TypeError || error instanceof DOMException)
			throw new ReportRefusal(m.board.reportAway, { cause: error });
		throw error;
	}
}

async function reasonOf(response: Response, type: string): Promise<string> {
	if (!type.startsWith('application/json')) return m.board.reportFailed;
	const { message } = (await response.json()) as { message?: unknown };
	return typeof message === 'string' ? m.board.reportRefused(message) : m.board.reportFailed;
}

function save(file: Blob, name: string): void {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(file);
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), fileKeptMs);
}
