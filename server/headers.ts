// The security headers that are the same on every response: pages, assets, errors. The content policy, which carries a
// nonce per page, is Kit's (svelte.config.js).
import type { ServerResponse } from 'node:http';

const always: Record<string, string> = {
	'X-Content-Type-Options': 'nosniff',
	// Not 'no-referrer': with that, browsers send forms with `Origin: null`, and signing out would be refused as foreign.
	'Referrer-Policy': 'same-origin',
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Cross-Origin-Resource-Policy': 'same-origin',
	'X-Frame-Options': 'DENY',
	'Permissions-Policy': 'camera=(), microphone=(), usb=(), payment=(), geolocation=(self)'
};

const twoYears = 'max-age=63072000; includeSubDomains';

export function setSecurityHeaders(response: ServerResponse, isHttps: boolean): void {
	for (const [name, value] of Object.entries(always)) response.setHeader(name, value);
	if (isHttps) response.setHeader('Strict-Transport-Security', twoYears);
}
