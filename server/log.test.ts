import { expect, test } from 'vitest';
import { createLog, errorFields, withoutPasswords } from './log.ts';

function logged(format: 'json' | 'readable', write: (log: ReturnType<typeof createLog>) => void): string {
	let text = '';
	write(createLog({ format, write: (line) => void (text += line), now: () => new Date(0) }));
	return text;
}

test('PROC13 one event is one line of JSON', () => {
	const line = logged('json', (log) => log.warn('room full', { boardId: 'b', members: 3 }));
	expect(JSON.parse(line)).toEqual({
		at: '1970-01-01T00:00:00.000Z',
		level: 'warn',
		event: 'room full',
		boardId: 'b',
		members: 3
	});
	expect(line.endsWith('\n')).toBe(true);
});

test('PROC13 on a terminal it is readable', () => {
	expect(logged('readable', (log) => log.info('up', { port: 80, note: 'two words' }))).toBe(
		'00:00:00 up port=80 note="two words"\n'
	);
});

test('PROC12 passwords in addresses never reach the log', () => {
	expect(withoutPasswords('at postgres://user:s3cret@host:5432/db')).toBe(
		'at postgres://user:…@host:5432/db'
	);
	const fields = errorFields(new Error('no route to redis://:s3cret@host'));
	expect(JSON.stringify(fields)).not.toContain('s3cret');
});
