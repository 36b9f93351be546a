// The crowd: clients on boards, some of whom edit and point, and the proof that every edit reached every client.
import { nowMs, elapse } from '../time.ts';
import type { Heard } from '../wire/dialect.ts';
import { SocketClient } from '../wire/socket-client.ts';
import { Arrivals } from './arrivals.ts';
import { Editor, editCount, sentAt } from './editor.ts';
import type { CrowdJob } from './jobs.ts';
import type { Line } from './load-process.ts';
import { Pointer } from './pointer.ts';

interface Person {
	board: string;
	client: SocketClient;
	arrivals: Arrivals;
	pointer: Pointer;
	editor: Editor | null;
}

/** Sockets that are opened at the same time. */
const joinAtOnce = 25;
const lastArrivalMaxMs = 15_000;
const lookIntervalMs = 50;

export async function runCrowd(job: CrowdJob, line: Line): Promise<void> {
	const people = await gather(job);
	line.say({ kind: 'ready' });
	await line.heard('go');
	for (const { editor, pointer } of people) {
		editor?.start(job.editsPerSecond);
		if (editor) pointer.start(job.presencePerSecond);
		else pointer.stay();
	}
	await elapse(job.warmUpMs);
	line.say({ kind: 'mark', edits: editCount() });
	await elapse(job.windowMs);
	line.say({ kind: 'mark', edits: editCount() });
	for (const { editor, pointer } of people) {
		editor?.stop();
		pointer.stop();
	}
	const incomplete = await untilAllArrived(people);
	line.say({ kind: 'crowd-done', sentAt, incomplete });
}

async function gather(job: CrowdJob): Promise<Person[]> {
	const people: Person[] = [];
	const places = job.boards.flatMap((board) =>
		Array.from({ length: job.clientsPerBoard }, (_, index) => ({ board, index }))
	);
	for (let first = 0; first < places.length; first += joinAtOnce) {
		const group = places.slice(first, first + joinAtOnce).map(({ board, index }, nth) => {
			const isEditor = index < job.editorsPerBoard;
			return join(job, board, first + nth, isEditor);
		});
		await Promise.all(group.map(({ client }) => client.synced));
		for (const { pointer } of group) pointer.announce();
		people.push(...group);
	}
	return people;
}

function join(job: CrowdJob, board: string, person: number, isEditor: boolean): Person {
	const arrivals = new Arrivals();
	const take = (heard: Heard) => {
		if (heard.kind === 'update') arrivals.take(heard.bytes);
	};
	const client = new SocketClient({ target: job.target, board, person, onHeard: take });
	const pointer = new Pointer(client);
	return { board, client, arrivals, pointer, editor: isEditor ? new Editor(client) : null };
}

/** How many clients still lack something after a while. */
async function untilAllArrived(people: readonly Person[]): Promise<number> {
	const ofBoard = Map.groupBy(people, ({ board }) => board);
	const lacking = () =>
		people.filter(({ board, arrivals, editor: own }) =>
			(ofBoard.get(board) ?? []).some(
				({ editor }) => editor !== null && editor !== own && !arrivals.hasAll(editor.doc.clientID, editor.end)
			)
		).length;
	const end = nowMs() + lastArrivalMaxMs;
	while (lacking() > 0 && nowMs() < end) await elapse(lookIntervalMs);
	return lacking();
}
