// Cuts a part out of a file that is here as a whole, as HTTP Range asks for it. One range at a time; several are not ours.

export interface ByteRange {
	readonly first: number;
	/** The last byte itself, as in the header. */
	readonly last: number;
}

const form = /^bytes=(\d*)-(\d*)$/;

/** The bytes that `header` names in a file of `size` bytes; 'none' where it names none of them; null where it is not one range. */
export function readRange(header: string, size: number): ByteRange | 'none' | null {
	const found = form.exec(header.trim());
	if (!found) return null;
	const [, from = '', to = ''] = found;
	if (from === '' && to === '') return null;
	if (from === '') {
		const length = Math.min(Number(to), size);
		return length > 0 ? { first: size - length, last: size - 1 } : 'none';
	}
	const first = Number(from);
	if (to !== '' && Number(to) < first) return null;
	if (first >= size) return 'none';
	return { first, last: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
}

/** The answer to a range request out of `file`; null where the request is not for one range. */
export function rangeAnswer(file: Blob, header: string, etag: string | null): Response | null {
	const range = readRange(header, file.size);
	if (range === null) return null;
	const headers = new Headers({ 'Accept-Ranges': 'bytes', 'Content-Type': 'application/octet-stream' });
	if (etag) headers.set('ETag', etag);
	if (range === 'none') {
		headers.set('Content-Range', `bytes */${file.size}`);
		return new Response(null, { status: 416, headers });
	}
	headers.set('Content-Range', `bytes ${range.first}-${range.last}/${file.size}`);
	headers.set('Content-Length', String(range.last - range.first + 1));
	return new Response(file.slice(range.first, range.last + 1), { status: 206, headers });
}
