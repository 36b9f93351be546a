// The climb in words and numbers: how far it went, and what ended it.
import { keepSection, provenance } from '../page.ts';
import { acknowledgedP95MaxMs, ceilingLoad, type CeilingResult, type CeilingStep } from './run-ceiling.ts';

const heading = 'The ceiling';
const bytesPerMib = 1_048_576;
/** Every so many steps have a row, and the last ones. */
const stepsPerRow = 5;
const lastRows = 2;

/** One line for whoever waits. */
export function ceilingLine(step: CeilingStep): string {
	return `| ${cells(step).join(' | ')} |`;
}

/** `loadBefore`: how much other programs had to do when the run began, as a load average. */
export function reportCeilingTo(toFile: boolean, result: CeilingResult, loadBefore: number): void {
	const { steps, endedBy } = result;
	const held = steps.findLast(({ acknowledgedP95Ms }) => acknowledgedP95Ms <= acknowledgedP95MaxMs);
	const shown = steps.filter((_step, n) => (n + 1) % stepsPerRow === 0 || n >= steps.length - lastRows);
	const report = [
		'| clients | changes taken | server CPU | RSS | acknowledged p95 | load generator CPU | sockets lost |',
		`|${' --: |'.repeat(7)}`,
		...shown.map(ceilingLine),
		'',
		`Ended because ${endedBy}. The most that were served within ${acknowledgedP95MaxMs} ms: ${held?.clients.toLocaleString('en') ?? 'none'}.`
	].join('\n');
	console.log(`\n${report}\n`);
	if (!toFile) return;
	const opening = `${provenance('npm run bench -- --only ceiling --write')} Load average before the run: ${loadBefore.toFixed(1)}.`;
	keepSection(heading, `${opening}\n\n${report}\n\n${explanation}`);
}

const explanation = `${ceilingLoad.stepClients} clients more every ${ceilingLoad.stepMs / 1_000} s on ${ceilingLoad.boards} boards of ${ceilingLoad.objectsEach} objects, ${ceilingLoad.editorShare * 100} % of whom edit once a second, while everybody moves a
pointer ${ceilingLoad.presencePerSecond} times a second. The load generator is one process, and PostgreSQL runs on the same machine.`;

function cells(step: CeilingStep): string[] {
	const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
	return [
		step.clients.toLocaleString('en'),
		`${step.updatesPerSecond.toFixed(0)}/s`,
		percent(step.serverShare),
		`${(step.rssBytes / bytesPerMib).toFixed(0)} MiB`,
		`${step.acknowledgedP95Ms.toFixed(1)} ms`,
		percent(step.loadShare),
		String(step.lostSockets)
	];
}
