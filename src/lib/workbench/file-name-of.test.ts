import { expect, test } from 'vitest';
import { attachmentHeader } from '../report/file-name.ts';
import { fileNameOf } from './file-name-of.ts';

test.each(['Libya 2019 - 2026-11-22 0600Z.pdf', 'ليبيا (2019) - 2026-11-22 0600Z.pdf', 'Ünïcode + 100.pdf'])(
	'REPORT1 the report is saved under the name that the server gives it: %s',
	(name) => {
		expect(fileNameOf(attachmentHeader(name))).toBe(name);
	}
);

test('REPORT1 without a name of its own it has a plain one', () => {
	expect(fileNameOf(null)).toBe('report.pdf');
	expect(fileNameOf('attachment; filename="old.pdf"')).toBe('old.pdf');
});
