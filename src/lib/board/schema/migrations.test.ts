// Bringing documents to the present shape: once, and never backwards.
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { newBoardUpdate } from '../new-board.ts';
import { readSnapshot } from '../snapshot.ts';
import { boardInfoMap } from './document.ts';
import { documentVersion, migrateDocument, migrationSteps, NewerDocumentError } from './migrations.ts';
import { schemaVersion } from './version.ts';

function documentOf(update?: Uint8Array): Y.Doc {
	const doc = new Y.Doc();
	if (update) Y.applyUpdate(doc, update);
	return doc;
}

describe('migrations', () => {
	it('MIG1 an empty document comes to the present version; the second time nothing is written', () => {
		const doc = documentOf();
		expect(documentVersion(doc)).toBe(0);
		expect(migrateDocument(doc)).toBe(true);
		expect(documentVersion(doc)).toBe(schemaVersion);
		const before = Y.encodeStateVector(doc);
		expect(migrateDocument(doc)).toBe(false);
		expect(Y.encodeStateVector(doc)).toEqual(before);
	});

	it('MIG2 a step that runs twice on the same records changes nothing the second time', () => {
		for (const step of migrationSteps) {
			const doc = documentOf(newBoardUpdate('x'));
			step.apply(doc);
			const before = Y.encodeStateVector(doc);
			step.apply(doc);
			expect(Y.encodeStateVector(doc), `the step to ${step.to}`).toEqual(before);
		}
	});

	it('MIG3 the steps ascend and none goes beyond the present version', () => {
		const targets = migrationSteps.map((step) => step.to);
		expect(targets).toEqual([...new Set(targets)].sort((a, b) => a - b));
		expect(Math.max(0, ...targets)).toBeLessThanOrEqual(schemaVersion);
	});

	it('MIG4 a document of a newer program is refused and left as it is', () => {
		const doc = documentOf(newBoardUpdate('from the future'));
		boardInfoMap(doc).set('schemaVersion', schemaVersion + 1);
		const before = Y.encodeStateAsUpdate(doc);
		expect(() => migrateDocument(doc)).toThrow(NewerDocumentError);
		expect(() => migrateDocument(doc)).toThrow(/update this server/);
		expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
	});

	it.each([['three'], [-1], [1.5], [null]])(
		'MIG5 a version that is none (%s) counts as the first',
		(stored) => {
			const doc = documentOf();
			boardInfoMap(doc).set('schemaVersion', stored);
			expect(migrateDocument(doc)).toBe(true);
			expect(documentVersion(doc)).toBe(schemaVersion);
		}
	);

	it('MIG6 a new board has its title and the present version from its first update on', () => {
		const doc = documentOf(newBoardUpdate('Libya'));
		expect(readSnapshot(doc).board.title).toBe('Libya');
		expect(migrateDocument(doc)).toBe(false);
	});
});
