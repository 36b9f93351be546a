// The long run's people: some edit, all point, and one on each board after the other goes and somebody else takes the place.
import { elapse, nowMs, within } from '../time.ts';
import { editCount } from './editor.ts';
import type { SoakJob, SoakOutcome } from './jobs.ts';
import type { Line } from './load-process.ts';
import { Person } from './person.ts';

/** Sockets that are opened at the same time. */
const joinAtOnce = 10;
const joinMaxMs = 60_000;
/** Between the last that somebody does and their going, and between that and the next one's coming. */
const pauseMs = 500;
const lastArrivalMaxMs = 30_000;
const lookIntervalMs = 100;

export async function runSoak(job: SoakJob, line: Line): Promise<void> {
	const soak = new Soak(job);
	await soak.gather();
	line.say({ kind: 'ready' });
	await line.heard('go');
	soak.start();
	const over = line.heard('leave').then(() => (soak.isOver = true));
	await soak.replacePeople();
	await over;
	line.say({ kind: 'soak-done', outcome: await soak.end() });
	await line.heard('leave');
	await soak.leave();
	line.say({ kind: 'ready' });
}

class Soak {
	isOver = false;
	readonly #job: SoakJob;
	/** By board, and by place there. */
	readonly #people: Person[][];
	readonly #acknowledged: SoakOutcome['acknowledged'] = [];
	#came = 0;
	#joins = 0;
	#lostSockets = 0;

	constructor(job: SoakJob) {
		this.#job = job;
		this.#people = job.boards.map(() => []);
	}

	async gather(): Promise<void> {
		const { boards, clientsPerBoard } = this.#job;
		for (let place = 0; place < clientsPerBoard; place++) {
			for (let first = 0; first < boards.length; first += joinAtOnce) {
				const group = boards.slice(first, first + joinAtOnce);
				const came = await Promise.all(group.map((board) => this.#come(board, place)));
				for (const [nth, person] of came.entries()) this.#people[first + nth]?.push(person);
			}
		}
	}

	start(): void {
		for (const person of this.#people.flat()) person.start(this.#job);
	}

	/** One place after the other, evenly over the time, until the run is over. */
	async replacePeople(): Promise<void> {
		const { boards, churnMs, clientsPerBoard } = this.#job;
		const startMs = nowMs();
		const underWay: Promise<void>[] = [];
		for (let n = 0; !this.isOver; n++) {
			const dueMs = startMs + ((n + 1) * churnMs) / boards.length;
			while (nowMs() < dueMs && !this.isOver) await elapse(lookIntervalMs);
			if (this.isOver) break;
			const place = Math.floor(n / boards.length) % clientsPerBoard;
			underWay.push(this.#replace(n % boards.length, place));
			// Going and coming take their time; the next need not wait for it, but somebody has to hear of a failure.
			if (underWay.length >= boards.length) await underWay.shift();
		}
		await Promise.all(underWay);
	}

	async #replace(boardIndex: number, place: number): Promise<void> {
		const people = this.#people[boardIndex] ?? [];
		const goes = people[place];
		if (goes === undefined) throw new Error(`Nobody is in place ${place}.`);
		goes.stop();
		goes.editor?.clear();
		await elapse(pauseMs);
		await this.#go(goes);
		await elapse(pauseMs);
		const comes = await this.#come(goes.board, place);
		people[place] = comes;
		this.#joins++;
		comes.start(this.#job);
	}

	async #come(board: string, place: number): Promise<Person> {
		const { target, editorsPerBoard } = this.#job;
		const person = new Person({
			target,
			board,
			person: this.#came++,
			isEditor: place < editorsPerBoard,
			onLost: () => this.#lostSockets++
		});
		await within('Joining', joinMaxMs, person.synced);
		return person;
	}

	async #go(person: Person): Promise<void> {
		await person.leave();
		const { board, editor } = person;
		if (editor !== null)
			this.#acknowledged.push({ board, author: editor.doc.clientID, end: editor.acknowledgedEnd });
	}

	/** Everybody rests; what did not arrive by then never does. */
	async end(): Promise<SoakOutcome> {
		for (const person of this.#people.flat()) person.stop();
		const endMs = nowMs() + lastArrivalMaxMs;
		while (this.#lacking() > 0 && nowMs() < endMs) await elapse(lookIntervalMs);
		const present = this.#people
			.flat()
			.flatMap(({ board, editor }) =>
				editor === null ? [] : [{ board, author: editor.doc.clientID, end: editor.acknowledgedEnd }]
			);
		return {
			acknowledged: [...this.#acknowledged, ...present],
			edits: editCount(),
			joins: this.#joins,
			lostSockets: this.#lostSockets,
			incomplete: this.#lacking()
		};
	}

	/** How many have not got everything of those present, or wait for the promise that their own is kept. */
	#lacking(): number {
		return this.#people.flatMap((people) =>
			people.filter(
				({ arrivals, editor: own }) =>
					(own !== null && own.acknowledgedEnd < own.end) ||
					people.some(
						({ editor }) =>
							editor !== null && editor !== own && !arrivals.hasAll(editor.doc.clientID, editor.end)
					)
			)
		).length;
	}

	async leave(): Promise<void> {
		await Promise.all(this.#people.flat().map((person) => this.#go(person)));
	}
}
