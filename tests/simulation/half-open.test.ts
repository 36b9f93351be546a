// A socket that died without a word: a page that was put to sleep, a network that forgot it. Both ends find out by themselves.
import './virtual-time.ts';
import { expect, test } from 'vitest';
import { randomFrom } from '../support/recorded-session.ts';
import { VirtualTime } from './virtual-time.ts';
import { World } from './world.ts';

/** A y-websocket client looks every 3 s whether the last frame is 30 s old. */
const noticedMaxMs = 33_000;
const unsavedSaidMaxMs = 6_000;

test('SAVE17 a page on a dead socket says within seconds that its work is not saved, and comes back within 33 s', async () => {
	const random = randomFrom(11);
	const time = new VirtualTime(random);
	await time.run(async () => {
		const world = new World(time, random, null);
		world.addBoard();
		world.addNode();
		const [anna, ben] = [world.addPerson('editor'), world.addPerson('editor')];
		await time.pass(5_000);
		expect([anna.status.kind, ben.status.kind]).toEqual(['saved', 'saved']);

		const dead = world.linkOf(anna);
		if (dead === null) throw new Error('nobody is connected');
		dead.isSilent = true;
		const silentAt = time.now;
		anna.edit();
		await time.pass(unsavedSaidMaxMs);
		expect(anna.status.kind).toBe('not-saved');
		while (world.linkOf(anna) === dead && time.now < silentAt + 2 * noticedMaxMs) await time.pass(100);
		expect(time.now - silentAt).toBeLessThanOrEqual(noticedMaxMs);
		await time.pass(10_000);
		expect(anna.status.kind).toBe('saved');
		expect(ben.doc.getMap('pins').size).toBe(1);
		expect(world.checks.violations).toEqual([]);
		// The server has found the dead one out too: two people, two sockets.
		await time.pass(60_000);
		expect(world.nodes[0]?.server?.rooms.stats()).toMatchObject({ connections: 2, silentSocketsTotal: 1 });
		for (const node of world.nodes) node.kill();
		for (const person of [anna, ben]) await person.leave();
	});
});
