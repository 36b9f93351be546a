// Finds a Redis or Valkey server for the tests that need one. Nothing is installed. Runs on bare Node 20.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['valkey-server', 'redis-server'];

/** The path of its program, or null. */
export function findRedis(searchPath = process.env.PATH ?? '') {
	for (const folder of searchPath.split(delimiter)) {
		for (const name of names) {
			const file = join(folder, name);
			if (folder && existsSync(file)) return file;
		}
	}
	return null;
}
