// Two colleagues who go on working while somebody attacks beside them, and how long the server stands still for an attacker. How
// long an edit takes under attack is for `npm run bench` to tell: that depends on what else the machine does.
import { expect, onTestFinished } from 'vitest';
import { stockClient, synced, whenDoc, type TestServer } from '../sync/harness.ts';
import { startStallMeter } from './stall-meter.ts';

/** What colleagues may feel of an attack, in processor time of the server, its clients included. */
const stallMaxMs = 500;
const editsAtLeast = 20;

export interface Bystanders {
	/** Whatever was before is not judged. */
	begin(): Promise<void>;
	/** Lets them work for `edits` more edits, then judges. */
	stillFine(edits?: number): Promise<void>;
	/** What they see of others. */
	names(): string[];
}

export async function bystanders(server: TestServer, boardId: string): Promise<Bystanders> {
	const [first, second] = ['anna', 'ben'].map((id) => stockClient(server, boardId, { id, role: 'editor' }));
	if (!first || !second) throw new Error('two colleagues are needed');
	let closes = 0;
	for (const one of [first, second]) one.on('connection-close', () => closes++);
	await Promise.all([synced(first), synced(second)]);
	first.awareness.setLocalState({ selection: [] });
	let n = 0;
	const work = async (edits: number): Promise<void> => {
		for (let i = 0; i < edits; i++) {
			const value = `edit ${++n}`;
			first.doc.getMap('pins').set('canary', value);
			await whenDoc(second.doc, () => second.doc.getMap('pins').get('canary') === value);
		}
	};
	await work(editsAtLeast);
	const meter = startStallMeter();
	onTestFinished(() => meter.stop());
	return {
		async begin() {
			await work(editsAtLeast);
			meter.takeLongestMs();
		},
		async stillFine(edits = editsAtLeast) {
			await work(edits);
			expect(meter.takeLongestMs(), 'ms of work in one piece').toBeLessThan(stallMaxMs);
			expect(closes, 'colleagues stay connected').toBe(0);
			expect(second.doc.store.pendingStructs).toBeNull();
		},
		names: () =>
			[...second.awareness.getStates().values()].map(
				(state) => (state as { user?: { name?: string } }).user?.name ?? ''
			)
	};
}
