// `npm run bench`: Sandtable and its peers under the same load, in turns, in one run on one machine. Options:
// --only NAME (several by commas), --rounds N, --write (the result goes to docs/benchmarks.md as well). `--only soak` and
// `--only ceiling` are runs by themselves, of Sandtable alone: half an hour or --minutes N, and five minutes at most.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { ceilingLine, reportCeilingTo } from './ceiling/ceiling-report.ts';
import { runCeiling } from './ceiling/run-ceiling.ts';
import { createHocuspocus } from './peers/hocuspocus.ts';
import type { Peer } from './peers/peer.ts';
import { createSandtable } from './peers/sandtable.ts';
import { startTestPostgres } from '../support/test-postgres.ts';
import { reportTo, type Results } from './report.ts';
import { scenarios } from './scenarios/index.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { runSoak } from './soak/run-soak.ts';
import { reportSoakTo, soakLine, soakOrigin } from './soak/soak-report.ts';

/** What runs by itself. */
const alone = { soak, ceiling };
/** Less says nothing about growth. */
const minutesMin = 5;

const { values } = parseArgs({
	options: {
		only: { type: 'string' },
		rounds: { type: 'string', default: '3' },
		minutes: { type: 'string', default: '30' },
		write: { type: 'boolean', default: false }
	}
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a number from 1 on.');
const minutes = Number(values.minutes);
if (!(minutes >= minutesMin)) throw new Error(`--minutes takes a number from ${minutesMin} on.`);

const [loadBefore = 0] = loadavg();
const postgres = await startTestPostgres();
const peers: Peer[] = [];
try {
	const stopped = new Promise<never>((_resolve, reject) => {
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
			process.once(signal, () => reject(new Error(`Stopped by ${signal}.`)));
	});
	const run = Object.entries(alone).find(([name]) => name === values.only)?.[1] ?? compare;
	await Promise.race([run(), stopped]);
} finally {
	await Promise.all(peers.map((peer) => peer.close()));
	await postgres.stop();
}

async function soak(): Promise<void> {
	const sandtable = await createSandtable(postgres.url);
	peers.push(sandtable);
	const origin = soakOrigin(minutes);
	const result = await runSoak(sandtable, minutes, (sample) => console.error(soakLine(sample)));
	reportSoakTo(values.write, result, origin);
}

async function ceiling(): Promise<void> {
	const sandtable = await createSandtable(postgres.url);
	peers.push(sandtable);
	const result = await runCeiling(sandtable, (step) => console.error(ceilingLine(step)));
	reportCeilingTo(values.write, result, loadBefore);
}

async function compare(): Promise<void> {
	const chosen = chosenScenarios();
	peers.push(await createSandtable(postgres.url), await createHocuspocus(postgres.url));
	const results: Results = new Map();
	const { early = [], late = [] } = Object.groupBy(chosen, ({ isEarly }) => (isEarly ? 'early' : 'late'));
	for (const scenario of [...early, ...late]) await runInTurns(scenario, results);
	reportTo(values.write, chosen, results, loadBefore);
}

function chosenScenarios(): readonly Scenario[] {
	const names = values.only?.split(',') ?? scenarios.map(({ name }) => name);
	const unknown = names.filter((name) => !scenarios.some((scenario) => scenario.name === name));
	if (unknown.length > 0) {
		const known = scenarios.map(({ name }) => name).join(', ');
		throw new Error(
			`There is no benchmark ${unknown.join(', ')}. There are: ${known}; and by themselves ${Object.keys(alone).join(', ')}.`
		);
	}
	return scenarios.filter(({ name }) => names.includes(name));
}

/**
 * Round by round, so that a machine that gets slower meanwhile is slower for everybody, and each begins every second round, because
 * who begins finds this process less warmed up.
 */
async function runInTurns(scenario: Scenario, results: Results): Promise<void> {
	const times = Math.min(rounds, scenario.roundsMax ?? rounds);
	for (let round = 1; round <= times; round++) {
		for (const peer of round % 2 === 1 ? peers : peers.toReversed()) {
			const numbers = await scenario.run(peer);
			const line = Object.entries(numbers).map(([key, value]) => `${key} ${value.toPrecision(3)}`);
			console.error(`${scenario.name} ${round}/${times} ${peer.name}: ${line.join(', ')}`);
			for (const [key, value] of Object.entries(numbers)) {
				const series = results.get(`${scenario.name} ${key} ${peer.name}`) ?? [];
				results.set(`${scenario.name} ${key} ${peer.name}`, [...series, value]);
			}
		}
	}
}
