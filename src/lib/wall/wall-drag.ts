// One drag of cards over the wall: presence while the hand moves, one command when it lets go, nothing where it was cancelled.
import { moveOnWall } from '#lib/board/commands/index.ts';
import { presenceIdsMax, type PresenceDrag } from '#lib/board/presence.ts';
import type { BoardSession } from '#lib/live/session.ts';
import { throttle } from '#lib/live/throttle.ts';
import type { WallNode, WallNodes } from './wall-nodes.svelte.ts';

const publishIntervalMs = 33;

type State = { kind: 'idle' } | { kind: 'moving'; ids: readonly string[] } | { kind: 'cancelled' };

export class WallDrag {
	readonly #session: BoardSession;
	readonly #wall: WallNodes;
	#state: State = { kind: 'idle' };
	readonly #publish;

	constructor(session: BoardSession, wall: WallNodes) {
		this.#session = session;
		this.#wall = wall;
		this.#publish = throttle(
			(items: PresenceDrag['items']) => session.people.publish('drag', { pane: 'wall', items }),
			publishIntervalMs
		);
	}

	start(nodes: readonly WallNode[]): void {
		const ids = nodes.map((node) => node.id);
		this.#state = { kind: 'moving', ids };
		this.#wall.hold(ids);
	}

	move(nodes: readonly WallNode[]): void {
		if (this.#state.kind !== 'moving') return;
		this.#publish(
			nodes
				.slice(0, presenceIdsMax)
				.map(({ id, position }) => ({ id, at: [position.x, position.y] as const }))
		);
	}

	stop(nodes: readonly WallNode[]): void {
		const moved = this.#state.kind === 'moving';
		this.#state = { kind: 'idle' };
		this.#publish.cancel();
		if (moved) this.#commit(nodes);
		this.#wall.letGo();
		this.#session.people.publish('drag', null);
	}

	/** Esc: everything goes back. False where nothing was dragged. */
	cancel(): boolean {
		if (this.#state.kind !== 'moving') return false;
		this.#state = { kind: 'cancelled' };
		// The canvas knows no cancelling; letting the button go for it ends its drag and calls `stop`.
		window.dispatchEvent(new MouseEvent('mouseup', { view: window, bubbles: true, cancelable: true }));
		this.stop([]);
		return true;
	}

	#commit(nodes: readonly WallNode[]): void {
		const { view, board } = this.#session;
		const moves = nodes.flatMap(({ id, position }) => {
			const before = (view.actors.get(id) ?? view.notes.get(id))?.at;
			const at = [Math.round(position.x), Math.round(position.y)] as const;
			return !before || (before[0] === at[0] && before[1] === at[1]) ? [] : [{ id, at }];
		});
		if (moves.length > 0) moveOnWall(board, moves);
	}
}
