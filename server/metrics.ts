// Numbers about the process in Prometheus' text format. What is counted is decided where it happens; what each number means
// stands in metric-help.ts.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { metricHelp } from './metric-help.ts';

/** A distribution in the manner of Prometheus: counts of everything up to each bound. */
export interface Histogram {
	readonly bounds: readonly number[];
	/** One per bound, and one for what lies above the last. */
	readonly counts: number[];
	sum: number;
}

/** Names as in `rooms.stats()`: camelCase, units last. Nested objects become parts of the name. */
export interface Stats {
	[name: string]: number | Histogram | Stats;
}

export function createHistogram(bounds: readonly number[]): Histogram {
	return { bounds, counts: [...bounds, Infinity].map(() => 0), sum: 0 };
}

export function observe(histogram: Histogram, value: number): void {
	const index = histogram.bounds.findIndex((bound) => value <= bound);
	const at = index === -1 ? histogram.bounds.length : index;
	histogram.counts[at] = (histogram.counts[at] ?? 0) + 1;
	histogram.sum += value;
}

export function prometheusText(stats: Stats): string {
	const lines: string[] = [];
	for (const [name, value] of flatten('sandtable', stats)) {
		const help = metricHelp[name];
		if (help !== undefined) lines.push(`# HELP ${name} ${help}`);
		lines.push(`# TYPE ${name} ${typeOf(name, value)}`);
		lines.push(...(typeof value === 'number' ? [`${name} ${value}`] : histogramLines(name, value)));
	}
	return `${lines.join('\n')}\n`;
}

const delayResolutionMs = 20;
let loopDelay: ReturnType<typeof monitorEventLoopDelay> | null = null;

/** Since it was last asked; from the first question on. */
function takeLoopDelayMaxSeconds(): number {
	if (loopDelay === null) {
		loopDelay = monitorEventLoopDelay({ resolution: delayResolutionMs });
		loopDelay.enable();
	}
	const seconds = loopDelay.max / 1e9;
	loopDelay.reset();
	return seconds;
}

/** What Node itself knows. */
export function processStats(): Stats {
	const memory = process.memoryUsage();
	const { user, system } = process.cpuUsage();
	return {
		process: {
			residentMemoryBytes: memory.rss,
			heapUsedBytes: memory.heapUsed,
			cpuSecondsTotal: (user + system) / 1e6,
			eventLoopDelayMaxSeconds: takeLoopDelayMaxSeconds(),
			uptimeSeconds: Math.round(process.uptime())
		}
	};
}

function typeOf(name: string, value: number | Histogram): string {
	if (typeof value !== 'number') return 'histogram';
	return name.endsWith('_total') ? 'counter' : 'gauge';
}

function histogramLines(name: string, { bounds, counts, sum }: Histogram): string[] {
	let count = 0;
	const buckets = [...bounds, '+Inf'].map((bound, n) => {
		count += counts[n] ?? 0;
		return `${name}_bucket{le="${bound}"} ${count}`;
	});
	return [...buckets, `${name}_sum ${sum}`, `${name}_count ${count}`];
}

function* flatten(prefix: string, stats: Stats): Generator<[string, number | Histogram]> {
	for (const [key, value] of Object.entries(stats)) {
		const name = `${prefix}_${key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
		if (typeof value === 'number' || isHistogram(value)) yield [name, value];
		else yield* flatten(name, value);
	}
}

function isHistogram(value: Histogram | Stats): value is Histogram {
	return Array.isArray(value.bounds);
}
