// Two colleagues who go on working while somebody attacks beside them, and how long each of their edits takes to get across.
import { expect } from 'vitest';
import { stockClient, synced, whenDoc, type TestServer } from '../sync/harness.ts';

/** What colleagues may feel of an attack, at the 95th percentile; a machine that is busy with other things adds its own. */
const delayMaxMs = 500;
const busyFactor = 10;
const editsAtLeast = 20;

export interface Bystanders {
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
	const work = async (edits: number): Promise<number> => {
		const delays: number[] = [];
		for (let i = 0; i < edits; i++) {
			const value = `edit ${++n}`;
			const startedAt = performance.now();
			first.doc.getMap('pins').set('canary', value);
			await whenDoc(second.doc, () => second.doc.getMap('pins').get('canary') === value);
			delays.push(performance.now() - startedAt);
		}
		delays.sort((a, b) => a - b);
		return delays[Math.floor(delays.length * 0.95)] ?? 0;
	};
	const undisturbedMs = await work(editsAtLeast);
	return {
		async stillFine(edits = editsAtLeast) {
			expect(await work(edits)).toBeLessThan(delayMaxMs + busyFactor * undisturbedMs);
			expect(closes, 'colleagues stay connected').toBe(0);
			expect(second.doc.store.pendingStructs).toBeNull();
		},
		names: () =>
			[...second.awareness.getStates().values()].map(
				(state) => (state as { user?: { name?: string } }).user?.name ?? ''
			)
	};
}
