import { expect, test } from 'vitest';
import { attachmentHeader, reportFileName } from './file-name.ts';

const asOf = new Date('2026-11-22T06:00:30Z');

test('REP13 the file is named after title and time, without characters that a file system refuses', () => {
	expect(reportFileName('Libya: who/what? ..', asOf)).toBe('Libya who what - 2026-11-22 0600Z.pdf');
	expect(reportFileName(' ', asOf)).toBe('Untitled board - 2026-11-22 0600Z.pdf');
	expect(reportFileName('x'.repeat(300), asOf).length).toBeLessThan(120);
	expect(reportFileName('../../etc/passwd', asOf)).not.toContain('/');
});

test('REP13 the header carries any script and cannot be broken out of', () => {
	const header = attachmentHeader(reportFileName('ليبيا "Ливия"\r\nX-Evil: 1', asOf));
	expect(header).not.toMatch(/[\r\n]/);
	expect(header).toMatch(/^attachment; filename="[^"]*\.pdf"; filename\*=UTF-8''[\w.%~-]+$/);
	expect(decodeURIComponent(header.split("''")[1] ?? '')).toBe('ليبيا Ливия X-Evil 1 - 2026-11-22 0600Z.pdf');
});
