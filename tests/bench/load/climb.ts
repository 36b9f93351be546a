// The climb: more and more people on the same boards, step by step, until somebody says that it is enough.
import { elapse, nowMs, within } from '../time.ts';
import type { ClimbJob } from './jobs.ts';
import type { Line } from './load-process.ts';
import { Person } from './person.ts';

/** Sockets that are opened at the same time. */
const joinAtOnce = 10;
const joinMaxMs = 60_000;
const microsecondsPerMs = 1_000;

export async function runClimb(job: ClimbJob, line: Line): Promise<void> {
	const people: Person[] = [];
	let lostSockets = 0;
	let isOver = false;
	line.say({ kind: 'ready' });
	await line.heard('go');
	void line.heard('leave').then(() => (isOver = true));
	while (!isOver) {
		const startMs = nowMs();
		const before = process.cpuUsage();
		await comeIn(job, people, () => lostSockets++);
		await elapse(Math.max(0, startMs + job.stepMs - nowMs()));
		const { user, system } = process.cpuUsage(before);
		const loadShare = (user + system) / microsecondsPerMs / (nowMs() - startMs);
		line.say({ kind: 'step', step: { clients: people.length, loadShare, lostSockets } });
	}
	await Promise.all(people.map((person) => person.leave()));
	line.say({ kind: 'ready' });
}

async function comeIn(job: ClimbJob, people: Person[], onLost: () => void): Promise<void> {
	const { boards, editorShare, stepClients, target } = job;
	const end = people.length + stepClients;
	while (people.length < end) {
		const group = Array.from({ length: Math.min(joinAtOnce, end - people.length) }, (_, nth) => {
			const n = people.length + nth;
			const board = boards[n % boards.length] ?? '';
			const place = Math.floor(n / boards.length);
			const isEditor = Math.floor((place + 1) * editorShare) > Math.floor(place * editorShare);
			return new Person({ target, board, person: n, isEditor, onLost });
		});
		await within('Joining', joinMaxMs, Promise.all(group.map(({ synced }) => synced)));
		for (const person of group) person.start(job);
		people.push(...group);
	}
}
