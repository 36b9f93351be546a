// One move of cards over the wall, by hand or by arrow keys: presence while it lasts, one command at its end, nothing where it was
// cancelled.
import { moveOnWall } from '#lib/board/commands/index.ts';
import { presenceIdsMax, type PresenceDrag } from '#lib/board/presence.ts';
import { wallCoordinateMax } from '#lib/board/schema/limits.ts';
import type { WallPoint } from '#lib/board/schema/position.ts';
import { NudgeRun } from '#lib/live/nudge-run.ts';
import type { BoardSession } from '#lib/live/session.ts';
import { throttle } from '#lib/live/throttle.ts';
import { m } from '#lib/messages/index.ts';
import type { WallNode, WallNodes } from './wall-nodes.svelte.ts';

const publishIntervalMs = 33;

const onWall = (value: number): number => Math.max(-wallCoordinateMax, Math.min(wallCoordinateMax, value));

type State = { kind: 'idle' } | { kind: 'moving'; ids: readonly string[] } | { kind: 'cancelled' };

export class WallDrag {
	readonly #session: BoardSession;
	readonly #wall: WallNodes;
	#state: State = { kind: 'idle' };
	readonly #publish;
	readonly #nudges = new NudgeRun(() => this.#endNudges());
	/** Where the cards stood that arrow keys move. */
	#nudgedFrom: ReadonlyMap<string, WallPoint> = new Map();

	constructor(session: BoardSession, wall: WallNodes) {
		this.#session = session;
		this.#wall = wall;
		this.#publish = throttle(
			(items: PresenceDrag['items']) => session.people.publish('drag', { pane: 'wall', items }),
			publishIntervalMs
		);
	}

	start(nodes: readonly WallNode[]): void {
		this.#nudges.end();
		const ids = nodes.map((node) => node.id);
		this.#state = { kind: 'moving', ids };
		this.#wall.hold(ids);
	}

	move(nodes: readonly WallNode[]): void {
		if (this.#state.kind === 'moving') this.#tell(nodes);
	}

	stop(nodes: readonly WallNode[]): void {
		const moved = this.#state.kind === 'moving';
		this.#state = { kind: 'idle' };
		if (moved) this.#commit(nodes);
		this.#letGo();
	}

	/** One arrow press for these cards. Presses that follow soon go on with the same move. */
	nudge(ids: readonly string[], dx: number, dy: number): void {
		if (!this.#nudges.active) {
			const wanted = new Set(ids);
			const held = this.#wall.nodes.filter((node) => wanted.has(node.id));
			this.#nudgedFrom = new Map(held.map(({ id, position }) => [id, [position.x, position.y] as const]));
			this.#wall.hold(this.#nudgedFrom.keys());
		}
		const { x, y } = this.#nudges.press(dx, dy);
		this.#wall.moveHeld(
			new Map([...this.#nudgedFrom].map(([id, at]) => [id, [onWall(at[0] + x), onWall(at[1] + y)]]))
		);
		this.#tell(this.#nudgedNodes());
	}

	/** Esc: everything goes back. False where nothing was moved. */
	cancel(): boolean {
		if (this.#nudges.cancel()) {
			this.#letGo();
			return true;
		}
		if (this.#state.kind !== 'moving') return false;
		this.#state = { kind: 'cancelled' };
		// The canvas knows no cancelling; letting the button go for it ends its drag and calls `stop`.
		window.dispatchEvent(new MouseEvent('mouseup', { view: window, bubbles: true, cancelable: true }));
		this.stop([]);
		return true;
	}

	#endNudges(): void {
		this.#commit(this.#nudgedNodes(), m.wall.nudged);
		this.#letGo();
	}

	#nudgedNodes(): WallNode[] {
		return this.#wall.nodes.filter((node) => this.#nudgedFrom.has(node.id));
	}

	#letGo(): void {
		this.#publish.cancel();
		this.#wall.letGo();
		this.#session.people.publish('drag', null);
	}

	#tell(nodes: readonly WallNode[]): void {
		this.#publish(
			nodes
				.slice(0, presenceIdsMax)
				.map(({ id, position }) => ({ id, at: [position.x, position.y] as const }))
		);
	}

	#commit(nodes: readonly WallNode[], note?: string): void {
		const { view, board } = this.#session;
		const moves = nodes.flatMap(({ id, position }) => {
			const before = (view.actors.get(id) ?? view.notes.get(id))?.at;
			const at = [Math.round(position.x), Math.round(position.y)] as const;
			return !before || (before[0] === at[0] && before[1] === at[1]) ? [] : [{ id, at }];
		});
		if (moves.length > 0) moveOnWall(board, moves, note);
	}
}
