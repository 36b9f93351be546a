// Brings a document to the present shape. Only the server calls this, at load, before anyone is let in: two clients that each
// migrate would lose text. A step looks at the records, not at the counter, and does nothing the second time.
import type * as Y from 'yjs';
import { boardInfoMap } from './document.ts';
import { schemaVersion } from './version.ts';

const versionKey = 'schemaVersion';

export interface MigrationStep {
	readonly to: number;
	apply(doc: Y.Doc): void;
}

/** In ascending order of `to`; step n brings documents of version n-1 to n. */
export const migrationSteps: readonly MigrationStep[] = [];

export function documentVersion(doc: Y.Doc): number {
	const stored = boardInfoMap(doc).get(versionKey);
	return typeof stored === 'number' && Number.isInteger(stored) && stored >= 0 ? stored : 0;
}

export class NewerDocumentError extends Error {
	override name = 'NewerDocumentError';
	readonly found: number;

	constructor(found: number) {
		super(
			`the board was written by a newer Sandtable (schema ${found}, this one knows ${schemaVersion}): update this server`
		);
		this.found = found;
	}
}

/** True where the document changed. Throws NewerDocumentError for a document from the future. */
export function migrateDocument(doc: Y.Doc): boolean {
	const found = documentVersion(doc);
	if (found > schemaVersion) throw new NewerDocumentError(found);
	if (found === schemaVersion) return false;
	doc.transact(() => {
		for (const step of migrationSteps) if (step.to > found) step.apply(doc);
		boardInfoMap(doc).set(versionKey, schemaVersion);
	}, 'migration');
	return true;
}
