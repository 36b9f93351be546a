// Adds to package-lock.json the optional packages of other platforms that npm left out because the registry it was made
// against did not offer them; `npm ci` refuses a lock file without them. Run it after changing dependencies.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { inRoot } from './paths.mjs';

const file = inRoot('package-lock.json');
const platform =
	/-(android|darwin|freebsd|linux|openbsd|openharmony|win32)-(arm|arm64|x64|ia32|loong64|ppc64|riscv64|s390x)(?:-(.+))?$/;

/** What is missing, as `{ name, version, of }`. */
export function missingOptional(lock) {
	return Object.entries(lock.packages).flatMap(([key, entry]) =>
		Object.entries(entry.optionalDependencies ?? {})
			.filter(([name]) => !isLocked(lock, key, name))
			.map(([name, version]) => ({ name, version, of: key }))
	);
}

export function readLock() {
	return JSON.parse(readFileSync(file, 'utf8'));
}

function isLocked(lock, key, name) {
	for (let at = key; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
		if (lock.packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true;
		if (at === '') return false;
	}
}

function entryFor(lock, { name, version, of }) {
	const [, os, cpu, libc] = platform.exec(name) ?? [];
	if (!os) throw new Error(`${name}: its name does not tell for which platform it is. Add it by hand.`);
	const { dev, license } = lock.packages[of];
	return {
		version,
		cpu: [cpu],
		...(dev ? { dev } : {}),
		...(os === 'linux' && libc ? { libc: [libc.startsWith('musl') ? 'musl' : 'glibc'] } : {}),
		license,
		optional: true,
		os: [os]
	};
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	const lock = readLock();
	const missing = missingOptional(lock);
	for (const item of missing) lock.packages[`node_modules/${item.name}`] = entryFor(lock, item);
	lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
	writeFileSync(file, `${JSON.stringify(lock, null, '\t')}\n`);
	console.log(missing.length === 0 ? 'Nothing was missing.' : `Added ${missing.length} optional packages.`);
}
