// `npm run sim -- --seed 7 --trace`: plays simulations from the command line.
import './virtual-time.ts';
import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';
import { bugs } from './bugs.ts';

const { values } = parseArgs({
	options: {
		seed: { type: 'string' },
		seeds: { type: 'string', default: '2000' },
		from: { type: 'string', default: '1' },
		bug: { type: 'string' },
		trace: { type: 'boolean', default: false }
	}
});

const bug = values.bug === undefined ? undefined : bugs.find(({ name }) => name === values.bug);
if (values.bug !== undefined && bug === undefined)
	throw new Error(`the bugs are: ${bugs.map(({ name }) => `"${name}"`).join(', ')}`);
const from = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const startedAt = performance.now();
let [played, failed, simulatedMs, edits] = [0, 0, 0, 0];
let isInterrupted = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (isInterrupted = true));
for (let seed = from; seed < from + count && !isInterrupted; seed++) {
	const outcome = await simulate(seed, {
		...(bug ? { bug } : {}),
		...(values.trace ? { trace: (line: string) => console.log(line) } : {})
	});
	played++;
	simulatedMs += outcome.simulatedMs;
	edits += outcome.edits;
	if (outcome.violations.length === 0) continue;
	failed++;
	console.log(`seed ${seed}:\n  ${outcome.violations.join('\n  ')}`);
}
const seconds = (performance.now() - startedAt) / 1_000;
console.log(
	`${played} seeds from ${from}, ${failed} failed; ${edits} edits, ${(simulatedMs / 3_600_000).toFixed(1)} simulated hours in ${seconds.toFixed(1)} s`
);
process.exitCode = failed > 0 ? 1 : 0;
