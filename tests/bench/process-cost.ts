// What a process has cost so far, as the kernel counts it: all its threads.
import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second. */
const tickMs = 10;
/** Positions in /proc/PID/stat behind the name in brackets. */
const userTicksField = 11;
const systemTicksField = 12;

export function cpuMs(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[userTicksField]) + Number(fields[systemTicksField])) * tickMs;
}
