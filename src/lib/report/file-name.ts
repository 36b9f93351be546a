// The name under which a report is saved: title and time, safe on every file system.
import { cleanLine, shorten } from './clean-text.ts';
import { m } from '#lib/messages/index.ts';

const titleCharsMax = 80;
const forbidden = /[\\/:*?"<>|#%&{}$!'`@^~[\]]+/g;

/** "Libya 2019 - 2026-11-22 0600Z.pdf" */
export function reportFileName(title: string, asOf: Date): string {
	const stamp = asOf.toISOString();
	const name = cleanLine(cleanLine(title).replaceAll(forbidden, ' ')).replaceAll(/^[. ]+|[. ]+$/g, '');
	const safe = shorten(name || m.report.untitled, titleCharsMax).replaceAll('…', '');
	return `${safe} - ${stamp.slice(0, 10)} ${stamp.slice(11, 13)}${stamp.slice(14, 16)}Z.pdf`;
}

/** RFC 6266: a plain name for old programs, the full one for the others. */
export function attachmentHeader(fileName: string): string {
	const plain = fileName
		.normalize('NFKD')
		.replaceAll(/[^\x20-\x7e]/g, '')
		.replaceAll(/["\\]/g, '')
		.replaceAll(/\s+/g, ' ')
		.trim();
	const ascii = /^-/.test(plain) ? `report ${plain}` : plain;
	const encoded = encodeURIComponent(fileName).replaceAll(
		/['()*]/g,
		(char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`
	);
	return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
