// By which addresses people may reach this server. Exact comparison against this list is what keeps other sites out.
import { networkInterfaces } from 'node:os';

export interface Origins {
	/** The one that is printed and put into links. */
	main: string;
	/** All that a browser may send in its Origin header. */
	accepted: ReadonlySet<string>;
	/** True when ORIGIN was not set: then the Host header must name one of them too (against DNS rebinding). */
	checkHost: boolean;
}

const everywhere = new Set(['0.0.0.0', '::']);

export function originsOf(settings: { origin: string | null; host: string }, port: number): Origins {
	if (settings.origin !== null) {
		return { main: settings.origin, accepted: new Set([settings.origin]), checkHost: false };
	}
	const address = (host: string) =>
		new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}`).origin;
	const local = ['127.0.0.1', 'localhost', '::1'];
	if (everywhere.has(settings.host)) {
		const own = Object.values(networkInterfaces()).flatMap((list) =>
			(list ?? []).map((item) => item.address)
		);
		const hosts = own.filter((host) => !host.includes('%') && !host.startsWith('fe80'));
		return {
			main: address('127.0.0.1'),
			accepted: new Set([...local, ...hosts].map(address)),
			checkHost: true
		};
	}
	const hosts = local.includes(settings.host) ? [settings.host, ...local] : [settings.host];
	return { main: address(settings.host), accepted: new Set(hosts.map(address)), checkHost: true };
}
