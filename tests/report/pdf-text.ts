// Reads PDFs back: text and geometry of each page, links, what the file says about itself.
import { getDocumentProxy } from 'unpdf';

export interface PageText {
	/** Everything on the page, blanks and line ends as single blanks. */
	readonly text: string;
	/** Runs of text with their place; y runs upwards from the foot of the page. */
	readonly runs: readonly {
		readonly text: string;
		readonly size: number;
		readonly x: number;
		readonly y: number;
	}[];
	readonly height: number;
}

export interface PdfContent {
	readonly pages: readonly PageText[];
	readonly title: string;
	readonly author: string;
	readonly language: string;
	readonly isTagged: boolean;
}

export async function readPdf(pdf: Uint8Array): Promise<PdfContent> {
	// The reader takes the bytes over.
	const document = await getDocumentProxy(pdf.slice());
	const pages: PageText[] = [];
	for (let number = 1; number <= document.numPages; number++) {
		const page = await document.getPage(number);
		const { items } = await page.getTextContent();
		const runs = items.flatMap((item) =>
			'str' in item && item.str.trim() !== ''
				? [
						{
							text: item.str,
							size: item.height,
							x: item.transform[4] as number,
							y: item.transform[5] as number
						}
					]
				: []
		);
		const text = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? ' ' : '') : '')).join('');
		pages.push({ text: text.replaceAll(/\s+/g, ' '), runs, height: page.getViewport({ scale: 1 }).height });
	}
	const info = (await document.getMetadata()).info as Record<string, unknown>;
	const markInfo = (await document.getMarkInfo()) as { Marked?: boolean } | null;
	return {
		pages,
		title: String(info.Title ?? ''),
		author: String(info.Author ?? ''),
		language: String(info.Language ?? ''),
		isTagged: markInfo?.Marked === true
	};
}
