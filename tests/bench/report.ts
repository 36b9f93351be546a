// The table: medians of all rounds beside each other, with their ratio and whether the goal is reached.
import { keepSection, provenance } from './page.ts';
import { median, type Measure, type Scenario } from './scenarios/scenario.ts';

/** `SCENARIO MEASURE PEER` → one number per round. */
export type Results = Map<string, number[]>;

const heading = 'Beside Hocuspocus 4';
const significantDigits = 3;

/** `loadBefore`: how much other programs had to do when the run began, as a load average. */
export function reportTo(
	toFile: boolean,
	scenarios: readonly Scenario[],
	results: Results,
	loadBefore: number
): void {
	const rows = scenarios.flatMap((scenario) =>
		scenario.measures.map((measure) => rowOf(scenario.name, measure, results))
	);
	const table = [
		'| measure | Sandtable | Hocuspocus 4 | ratio | goal | |',
		'| --- | --: | --: | --: | --- | --- |',
		...rows
	].join('\n');
	console.log(`\n${table}\n`);
	if (toFile) keepSection(heading, section(table, loadBefore));
}

function rowOf(scenario: string, { key, label, unit, goal }: Measure, results: Results): string {
	const ours = results.get(`${scenario} ${key} Sandtable`) ?? [];
	const theirs = results.get(`${scenario} ${key} Hocuspocus`) ?? [];
	const ratio = theirs.length > 0 ? median(ours) / median(theirs) : null;
	let goalText = '';
	let verdict = '';
	if (goal !== undefined) {
		const [value, max] = 'max' in goal ? [median(ours), goal.max] : [ratio ?? Infinity, goal.ratioMax];
		goalText = 'max' in goal ? `≤ ${max} ${unit}` : `≤ ${max} ×`;
		verdict = value <= max ? 'reached' : '**missed**';
	}
	const cells = [label, spell(ours, unit), spell(theirs, unit), ratio === null ? '' : round(ratio)];
	return `| ${[...cells, goalText, verdict].join(' | ')} |`;
}

/** The median, and from where to where the rounds went. */
function spell(values: readonly number[], unit: string): string {
	if (values.length === 0) return '';
	const [low, high] = [Math.min(...values), Math.max(...values)];
	const range = values.length > 1 ? ` (${round(low)}–${round(high)})` : '';
	return `${round(median(values))} ${unit}${range}`;
}

function round(value: number): string {
	if (value !== 0 && !Number.isFinite(value)) return '∞';
	return String(Number(value.toPrecision(significantDigits)));
}

function section(table: string, loadBefore: number): string {
	return `${provenance('npm run bench -- --write')} Medians, with the lowest and highest of the rounds in brackets.
Load average before the run: ${round(loadBefore)}. On a machine that does other work (from about 1 on) latencies grow many times over, and the
peer's CPU per edit falls, because it collects whatever comes while it waits for the processor; ratios then say little.

${table}

Both servers run on the same PostgreSQL (fsync on), in turns, round by round, each in a process of its own started
for the round; the crowd is a second process, and who measures latency a third. Times and CPU are those of this machine, and the
ratios are what counts. Hocuspocus is \`@hocuspocus/server\` with \`@hocuspocus/extension-database\` as its documentation sets them up,
without any check of who somebody is; Sandtable checks a token, a role and every update, and commits before it shows.

- *Server CPU per delivered edit*: of the server's process with all its threads, without PostgreSQL's, divided by edits times
  receivers. Editors also move a pointer as often as they edit, and the others say every 15 s that they are still there. On one board both
  servers have been at work for 110 s before (docs/decisions/013 says why), on 200 for 15 s. That every edit reached every client is checked.
- *Edit latency*: from before the edit is sent to after a colleague's document has it. Sandtable's edits are in the database by then.
- *Cold open*: the first person after a restart, from connecting to a complete document, its decoding included.
- *At once*: everybody connects in the same moment after a restart; in sync when the server has said so.
- *While somebody asks*: a third member on the same board sends questions for all of it, as fast as stated, and reads the answers.
- *Memory*: heap and buffers after collecting garbage, 100 boards of 100 objects with one person on each.
- *Killed while writing*: SIGKILL after 1 to 3 s of 250 edits/s; what was promised is compared with what the database holds.
`;
}
