// `report`: a board as it is saved, typeset into a PDF.
import { writeOut } from './board.ts';
import { CliError, required, type Command } from './command.ts';

const report: Command = {
	name: 'report',
	usage: 'BOARD --out FILE.pdf',
	summary: 'Typesets a board, as saved, into a PDF.',
	options: { out: { type: 'string' } },
	positionals: ['BOARD'],
	async run({ installation, positionals, values, print }) {
		const id = positionals[0] ?? '';
		const out = required(values, 'out');
		const result = await installation.services.reports.typesetBoard(id);
		if (!result.ok) throw new CliError(result.message);
		await writeOut(out, result.pdf);
		print(`Wrote ${out} (${result.pages} pages)`, { id, out, pages: result.pages });
	}
};

export const reportCommands = [report];
