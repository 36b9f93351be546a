// Reads a Cookie header. Values of ours are plain tokens, so nothing is decoded.

/** Browsers stop well below this; longer headers are not ours. */
const headerCharsMax = 16_384;

export function parseCookieHeader(header: string | null | undefined): Map<string, string> {
	const cookies = new Map<string, string>();
	if (!header || header.length > headerCharsMax) return cookies;
	for (const part of header.split(';')) {
		const at = part.indexOf('=');
		if (at < 1) continue;
		const name = part.slice(0, at).trim();
		// The first of two equal names is the more specific one.
		if (!cookies.has(name)) cookies.set(name, part.slice(at + 1).trim());
	}
	return cookies;
}
