import { expect, test } from 'vitest';
import { faultOf } from './check-database.ts';

const fit = { version: 150_004, fsync: 'on', synchronous_commit: 'remote_apply', full_page_writes: 'on' };

test('PROC4 PostgreSQL 15 with durable settings is fit', () => {
	expect(faultOf(fit)).toBeNull();
});

test('PROC4 PostgreSQL 14 is too old', () => {
	expect(faultOf({ ...fit, version: 140_012 })).toBe(
		'PostgreSQL 14 is too old. Sandtable needs 15 or later.'
	);
});

test('PROC4 every switched-off promise is named', () => {
	expect(faultOf({ ...fit, fsync: 'off', full_page_writes: 'off' })).toContain(
		'fsync and full_page_writes switched off'
	);
});

test.each(['fsync', 'synchronous_commit', 'full_page_writes'])(
	'PROC4 %s switched off is refused by its name',
	(setting) => {
		expect(faultOf({ ...fit, [setting]: 'off' })).toContain(`PostgreSQL has ${setting} switched off`);
	}
);

test('PROC4 the first version that is fit is 15.0', () => {
	expect(faultOf({ ...fit, version: 150_000 })).toBeNull();
	expect(faultOf({ ...fit, version: 149_999 })).toContain('too old');
});
