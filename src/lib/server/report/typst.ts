// Runs Typst over the template. What a board says reaches it as JSON only, so no text can become markup; files outside the template's
// folder and packages are out of its reach.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import type { ReportData } from '#lib/report/report-data.ts';

const require = createRequire(import.meta.url);
const templateFolder = fileURLToPath(new URL('../../report/template/', import.meta.url));

const fontFiles = [
	'ibm-plex-sans/400Regular/IBMPlexSans_400Regular.ttf',
	'ibm-plex-sans/400Regular_Italic/IBMPlexSans_400Regular_Italic.ttf',
	'ibm-plex-sans/600SemiBold/IBMPlexSans_600SemiBold.ttf',
	'ibm-plex-sans/600SemiBold_Italic/IBMPlexSans_600SemiBold_Italic.ttf',
	'ibm-plex-sans/700Bold/IBMPlexSans_700Bold.ttf',
	'ibm-plex-sans-arabic/400Regular/IBMPlexSansArabic_400Regular.ttf',
	'ibm-plex-sans-arabic/600SemiBold/IBMPlexSansArabic_600SemiBold.ttf',
	'ibm-plex-sans-arabic/700Bold/IBMPlexSansArabic_700Bold.ttf'
];

/** PDF/UA-1 refuses what no font can show; then a tagged PDF without the claim is better than none. */
const standards = ['ua-1', undefined] as const;

export interface Typeset {
	readonly pdf: Uint8Array;
	readonly pages: number;
	/** False where the file does not claim PDF/UA-1. */
	readonly isAccessible: boolean;
}

export class TypesetError extends Error {
	override name = 'TypesetError';
}

export function typeset(data: ReportData): Typeset {
	const compiler = NodeCompiler.create({
		workspace: templateFolder,
		fontArgs: [
			{ fontBlobs: fontFiles.map((file) => readFileSync(require.resolve(`@expo-google-fonts/${file}`))) }
		]
	});
	compiler.mapShadow(`${templateFolder}report.json`, Buffer.from(JSON.stringify(data)));
	const compiled = compiler.compile({ mainFilePath: `${templateFolder}report.typ` });
	const document = compiled.result;
	if (!document) throw new TypesetError(problemsOf(compiled.takeError()));
	let problem = '';
	for (const pdfStandard of standards) {
		try {
			const pdf = compiler.pdf(document, pdfStandard ? { pdfStandard } : {});
			// A plain array crosses to the other process as one.
			return {
				pdf: new Uint8Array(pdf),
				pages: document.numOfPages,
				isAccessible: pdfStandard !== undefined
			};
		} catch (error) {
			problem = problemsOf(error);
		}
	}
	throw new TypesetError(problem);
}

/** Typst's messages without the board's text: messages name what is wrong with the template or a glyph. */
function problemsOf(error: unknown): string {
	const list = (error as { shortDiagnostics?: unknown } | null)?.shortDiagnostics;
	if (!Array.isArray(list)) return String(error);
	return (
		list.map((entry: { message?: unknown }) => String(entry.message ?? '')).join('; ') || 'unknown problem'
	);
}
