// Which addresses a text may link to. What people paste or type is judged here; what others wrote is judged again before it is drawn.

/** Same bound as the board's own reading of links. */
const linkCharsMax = 2_000;
const allowedProtocols: readonly string[] = ['http:', 'https:', 'mailto:'];

/** The address as it may be stored and drawn, completed where its scheme is missing; null where it may not. */
export function safeLink(text: string | null | undefined): string | null {
	const trimmed = (text ?? '').trim();
	if (trimmed === '' || /\s/.test(trimmed)) return null;
	const address = withScheme(trimmed);
	if (address === null || address.length > linkCharsMax) return null;
	if (!/^(https?:\/\/|mailto:)/i.test(address) || !URL.canParse(address)) return null;
	return allowedProtocols.includes(new URL(address).protocol) ? address : null;
}

function withScheme(text: string): string | null {
	if (/^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^/:]+\.[^/:]+:\d+/.test(text)) return text;
	if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(text)) return `mailto:${text}`;
	if (/^[^\s/?#]+\.[^\s/?#.]+([/?#:]|$)/.test(text)) return `https://${text}`;
	return null;
}
