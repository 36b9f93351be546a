// Where things lie in a clone. Runs on bare Node 20.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const inRoot = (...parts) => path.join(root, ...parts);

/** Node 24 from the npm package `node`, whatever the machine itself has. */
export const ownNode = inRoot('node_modules', '.bin', 'node');
