// The name that a server gives a file, from its `Content-Disposition` (RFC 6266).
const nameless = 'report.pdf';

export function fileNameOf(header: string | null): string {
	const full = /filename\*=UTF-8''([^;\s]+)/iu.exec(header ?? '')?.[1];
	const plain = /filename="([^"]+)"/iu.exec(header ?? '')?.[1];
	return (full === undefined ? plain : decodeURIComponent(full)) || nameless;
}
