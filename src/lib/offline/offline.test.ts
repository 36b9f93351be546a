// What the service worker decides without a browser: which requests concern it, parts of files, and which data is worth keeping.
import { describe, expect, it } from 'vitest';
import { dataOf, isKeptPage, kindOf, pageOf } from './kept.ts';
import { worthOfData } from './page-store.ts';
import { rangeAnswer, readRange } from './range.ts';

const origin = 'https://board.example';
const board = `${origin}/boards/abcdefghijklmnopqrstuv`;
const ask = (url: string, method = 'GET', mode = 'navigate') => kindOf({ method, url, mode }, origin);

describe('what is kept', () => {
	it.each([
		[`${origin}/boards`, 'page'],
		[`${board}?x=1#note`, 'page'],
		[`${board}/present`, 'page'],
		[`${board}/__data.json?x-sveltekit-invalidated=01`, 'data'],
		[`${origin}/_app/immutable/chunks/a.js`, 'immutable']
	])('OFF1 %s is of the kind %s', (url, kind) => expect(ask(url)).toBe(kind));

	it.each([
		`${origin}/`,
		`${origin}/setup`,
		`${origin}/invite`,
		`${origin}/display`,
		`${board}/members`,
		`${board}/report.pdf`,
		`${origin}/boards/short`,
		`${origin}/boards?q=libya`,
		`${origin}/_app/version.json`,
		'https://elsewhere.example/boards'
	])('OFF2 %s is never kept', (url) => {
		expect(ask(url)).toBe('other');
		expect(isKeptPage(url, origin)).toBe(false);
	});

	it('OFF2 nothing that changes something is kept, nor a page that a script asks for', () => {
		expect(ask(board, 'POST')).toBe('other');
		expect(ask(board, 'GET', 'cors')).toBe('other');
	});

	it.each(['login', 'logout', 'setup', 'invite', 'display'])(
		'OFF3 a form sent to /%s ends what was kept',
		(page) => {
			expect(ask(`${origin}/${page}`, 'POST', 'cors')).toBe('identity');
		}
	);

	it('OFF3 so does the sign-in page, by whichever way it is reached', () => {
		expect(ask(`${origin}/login?next=%2Fboards`)).toBe('identity');
		expect(ask(`${origin}/login/__data.json`, 'GET', 'cors')).toBe('identity');
	});

	it('OFF1 data and page of one board belong together', () => {
		expect(pageOf(`${board}/__data.json?x=1`)).toBe(board);
		expect(pageOf(`${board}?x=1#y`)).toBe(board);
		expect(dataOf(`${board}?x=1#y`)).toBe(`${board}/__data.json`);
	});

	it('OFF4 refusals and redirects in the clothes of data are not kept, nor is a part of the data', () => {
		expect(worthOfData('{"type":"data","nodes":[null,{"type":"data","data":[]}]}\n{}')).toBe('whole');
		expect(worthOfData('{"type":"data","nodes":[{"type":"skip"},{"type":"data","data":[]}]}')).toBe('part');
		expect(worthOfData('{"type":"data","nodes":[null,{"type":"error","status":404}]}')).toBe('bad');
		expect(worthOfData('{"type":"redirect","location":"/login"}')).toBe('bad');
	});
});

describe('parts of a whole file', () => {
	it.each([
		['bytes=0-3', { first: 0, last: 3 }],
		['bytes=4-', { first: 4, last: 9 }],
		['bytes=8-99', { first: 8, last: 9 }],
		['bytes=-3', { first: 7, last: 9 }],
		['bytes=-99', { first: 0, last: 9 }],
		['bytes=10-12', 'none'],
		['bytes=-0', 'none'],
		['bytes=5-2', null],
		['bytes=-', null],
		['bytes=0-1,4-5', null],
		['items=0-1', null]
	])('OFF5 %s of ten bytes', (header, range) => expect(readRange(header, 10)).toEqual(range));

	it('OFF5 a part is answered as a server would answer it', async () => {
		const answer = rangeAnswer(new Blob(['0123456789']), 'bytes=2-4', 'W/"etag"');
		expect(answer?.status).toBe(206);
		expect(answer?.headers.get('Content-Range')).toBe('bytes 2-4/10');
		expect(answer?.headers.get('ETag')).toBe('W/"etag"');
		expect(await answer?.text()).toBe('234');
		const beyond = rangeAnswer(new Blob(['0123456789']), 'bytes=10-', null);
		expect(beyond?.status).toBe(416);
		expect(beyond?.headers.get('Content-Range')).toBe('bytes */10');
	});
});
