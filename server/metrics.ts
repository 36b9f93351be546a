// Numbers about the process in Prometheus' text format. What is counted is decided where it happens.

/** Names as in `rooms.stats()`: camelCase, units last. Nested objects become parts of the name. */
export interface Stats {
	[name: string]: number | Stats;
}

export function prometheusText(stats: Stats): string {
	const lines: string[] = [];
	for (const [name, value] of flatten('sandtable', stats)) lines.push(`${name} ${value}`);
	return `${lines.join('\n')}\n`;
}

/** What Node itself knows. */
export function processStats(): Stats {
	const memory = process.memoryUsage();
	return {
		process: {
			residentMemoryBytes: memory.rss,
			heapUsedBytes: memory.heapUsed,
			uptimeSeconds: Math.round(process.uptime())
		}
	};
}

function* flatten(prefix: string, stats: Stats): Generator<[string, number]> {
	for (const [key, value] of Object.entries(stats)) {
		const name = `${prefix}_${key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
		if (typeof value === 'number') yield [name, value];
		else yield* flatten(name, value);
	}
}
