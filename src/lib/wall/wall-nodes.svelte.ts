// The cards, notes and relations of the board as the canvas wants them, kept up to date by key. Holds what only this screen
// knows beside them (measured sizes, what is under whose hand) and writes nothing to the board.
import type { Edge, Node } from '@xyflow/svelte';
import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { findRecord } from '#lib/board/schema/document.ts';
import { wallPoint, type WallPoint } from '#lib/board/schema/position.ts';
import type { RecordChange } from '#lib/live/board-view.svelte.ts';
import type { BoardSession } from '#lib/live/session.ts';
import type { PlacedBox } from './align.ts';
import type { Box } from './edge-geometry.ts';
import { cardLabel, relationLabel } from './labels.ts';
import { relationLanes } from './relation-lanes.ts';

export type WallNode = Node<Record<string, never>, 'actor' | 'note' | 'unreadable'>;
export type WallEdge = Edge<{ bend: number }, 'relation'>;

/** A card that somebody let go stays where they left it until its new position arrives, at most this long. */
const settleMs = 1_500;
/** Cards whose tops differ by less stand in one row, for the order of the Tab key. */
const rowPixels = 120;

const noData = Object.freeze({}) as Record<string, never>;

interface Source {
	readonly type: WallNode['type'];
	readonly at: WallPoint;
	readonly width?: number;
	readonly label: string;
}

export class WallNodes {
	#nodes = $state.raw<WallNode[]>([]);
	edges = $state.raw<WallEdge[]>([]);
	/** Where each card is drawn, by id: lines follow their own two cards and not all. */
	readonly places = new SvelteMap<string, Box>();
	/** While people extend the selection, what is selected on other panes stays selected. */
	extending = false;
	/** While a box is drawn, it selects cards; their relations would only add noise. */
	boxing = false;
	readonly #session: BoardSession;
	readonly #stop: () => void;
	/** What I hold: the board's positions wait. */
	#mine = new Set<string>();
	/** What others hold or have just let go. */
	#theirs = new Map<string, WallPoint>();
	#settling = new Map<string, ReturnType<typeof setTimeout>>();

	constructor(session: BoardSession) {
		this.#session = session;
		this.#readAll();
		this.#stop = session.view.onChange((change) => untrack(() => this.#follow(change)));
	}

	get nodes(): WallNode[] {
		return this.#nodes;
	}

	destroy(): void {
		this.#stop();
		for (const timer of this.#settling.values()) clearTimeout(timer);
	}

	/** The canvas's own changes: drags, measured sizes, selection. */
	takeNodes(next: WallNode[]): void {
		untrack(() => {
			const before = this.#chosen();
			this.#setNodes(next);
			this.#tellSelection(before);
		});
	}

	takeEdges(next: WallEdge[]): void {
		untrack(() => {
			const before = this.#chosen();
			const unselect = (edge: WallEdge): WallEdge => (edge.selected ? { ...edge, selected: false } : edge);
			this.edges = this.boxing ? next.map(unselect) : next;
			this.#tellSelection(before);
		});
	}

	/** Shows the session's selection. */
	showSelection(ids: ReadonlySet<string>): void {
		const show = <Item extends WallNode | WallEdge>(item: Item): Item =>
			(item.selected ?? false) === ids.has(item.id) ? item : { ...item, selected: ids.has(item.id) };
		if (this.nodes.some((node) => show(node) !== node)) this.#setNodes(this.nodes.map(show));
		if (this.edges.some((edge) => show(edge) !== edge)) this.edges = this.edges.map(show);
	}

	hold(ids: Iterable<string>): void {
		this.#mine = new Set(ids);
	}

	/** What I hold goes there, on my screen. */
	moveHeld(places: ReadonlyMap<string, WallPoint>): void {
		this.#setNodes(
			this.nodes.map((node) => {
				const at = this.#mine.has(node.id) && places.get(node.id);
				return at ? { ...node, position: { x: at[0], y: at[1] } } : node;
			})
		);
	}

	/** Puts what I held where the board says it is. */
	letGo(): void {
		const ids = this.#mine;
		this.#mine = new Set();
		this.#update(ids);
	}

	/** What others drag at this moment. */
	showDrags(drags: ReadonlyMap<string, WallPoint>): void {
		const changed = new Set<string>();
		for (const [id, at] of drags) {
			clearTimeout(this.#settling.get(id));
			this.#settling.delete(id);
			const before = this.#theirs.get(id);
			if (before?.[0] === at[0] && before[1] === at[1]) continue;
			this.#theirs.set(id, at);
			changed.add(id);
		}
		for (const id of this.#theirs.keys()) {
			if (drags.has(id) || this.#settling.has(id)) continue;
			this.#settling.set(
				id,
				setTimeout(() => this.#settle([id]), settleMs)
			);
		}
		if (changed.size > 0) this.#update(changed);
	}

	/** Where cards and notes stand, with their measured sizes. */
	boxes(ids: ReadonlySet<string>): PlacedBox[] {
		return this.nodes
			.filter((node) => ids.has(node.id) && node.type !== 'unreadable')
			.map(({ id, position, measured }) => ({
				id,
				...position,
				width: measured?.width ?? 0,
				height: measured?.height ?? 0
			}));
	}

	#setNodes(next: WallNode[]): void {
		const before = new Map(this.#nodes.map((node) => [node.id, node]));
		this.#nodes = next;
		for (const node of next) {
			const known = before.get(node.id);
			before.delete(node.id);
			if (known === node || !node.measured?.width || !node.measured.height) continue;
			const { x, y } = node.position;
			const { width, height } = node.measured;
			const place = untrack(() => this.places.get(node.id));
			const same = place?.x === x && place.y === y && place.width === width && place.height === height;
			if (!same) this.places.set(node.id, { x, y, width, height });
		}
		for (const id of before.keys()) this.places.delete(id);
	}

	#settle(ids: Iterable<string>): void {
		for (const id of ids) {
			clearTimeout(this.#settling.get(id));
			this.#settling.delete(id);
			this.#theirs.delete(id);
		}
		this.#update(new Set(ids));
	}

	#readAll(): void {
		const { actors, notes, unreadable } = this.#session.view;
		const built = [...actors.keys(), ...notes.keys(), ...unreadable.keys()].flatMap(
			(id) => this.#build(id) ?? []
		);
		const row = (node: WallNode): number => Math.floor(node.position.y / rowPixels);
		this.#setNodes(built.sort((a, b) => row(a) - row(b) || a.position.x - b.position.x));
		this.#readEdges();
	}

	#follow({ collection, ids }: RecordChange): void {
		if (collection === 'relations') this.#readEdges();
		if (collection !== 'actors' && collection !== 'notes') return;
		for (const id of ids) {
			if (!this.#settling.has(id)) continue;
			clearTimeout(this.#settling.get(id));
			this.#settling.delete(id);
			this.#theirs.delete(id);
		}
		if (this.#update(ids)) this.#readEdges();
	}

	/** Builds the nodes of these ids anew; all others stay the same objects. True where relations are concerned. */
	#update(ids: ReadonlySet<string>): boolean {
		const missing = new Set(ids);
		let same = true;
		let renamed = false;
		const next = this.nodes.flatMap((node) => {
			if (!missing.delete(node.id)) return node;
			const built = this.#build(node.id, node);
			same &&= built === node;
			renamed ||= built?.ariaLabel !== node.ariaLabel;
			if (!built) this.#session.selection.ids.delete(node.id);
			return built ?? [];
		});
		for (const id of missing) {
			const built = this.#build(id);
			if (built) next.push(built);
			same &&= !built;
			renamed ||= built !== null;
		}
		if (!same) this.#setNodes(next);
		return renamed;
	}

	#source(id: string): Source | null {
		const { view, board } = this.#session;
		const actor = view.actors.get(id);
		if (actor) return { type: 'actor', at: actor.at, label: cardLabel(actor) };
		const note = view.notes.get(id);
		if (note) return { type: 'note', at: note.at, width: note.size[0], label: cardLabel(note) };
		const damaged = view.unreadable.get(id);
		if (!damaged || (damaged.collection !== 'actors' && damaged.collection !== 'notes')) return null;
		const at = wallPoint.safeParse(findRecord(board.doc, id)?.record.get('at'));
		return at.success ? { type: 'unreadable', at: at.data, label: damaged.problem } : null;
	}

	#build(id: string, before?: WallNode): WallNode | null {
		const source = this.#source(id);
		if (!source) return null;
		const held = this.#mine.has(id) && before;
		const [x, y] = this.#theirs.get(id) ?? source.at;
		const position = held ? before.position : { x, y };
		if (
			before &&
			before.type === source.type &&
			before.position.x === position.x &&
			before.position.y === position.y &&
			(held || (before.width === source.width && before.height === undefined)) &&
			before.ariaLabel === source.label
		) {
			return before;
		}
		return {
			...before,
			id,
			type: source.type,
			position,
			width: held ? before.width : source.width,
			height: held ? before.height : undefined,
			ariaLabel: source.label,
			data: noData,
			selected: before?.selected ?? this.#session.selection.has(id),
			draggable: source.type === 'unreadable' ? false : undefined
		};
	}

	/** Relations with both ends on the wall. One whose end is gone is legal and not drawn. */
	#readEdges(): void {
		const { relations } = this.#session.view;
		const ends = new Set(this.nodes.map((node) => node.id));
		const drawn = [...relations.values()].filter(
			({ fromId, toId }) => fromId !== toId && ends.has(fromId) && ends.has(toId)
		);
		const bends = relationLanes(drawn);
		const before = new Map(this.edges.map((edge) => [edge.id, edge]));
		const next = drawn.map((relation): WallEdge => {
			const { id, fromId, toId } = relation;
			const bend = bends.get(id) ?? 0;
			const ariaLabel = relationLabel(relation, this.#session.view);
			const known = before.get(id);
			if (
				known?.source === fromId &&
				known.target === toId &&
				known.data?.bend === bend &&
				known.ariaLabel === ariaLabel
			) {
				return known;
			}
			const selected = known?.selected ?? this.#session.selection.has(id);
			return { id, type: 'relation', source: fromId, target: toId, data: { bend }, ariaLabel, selected };
		});
		for (const id of before.keys()) if (!relations.has(id)) this.#session.selection.ids.delete(id);
		const same = next.length === this.edges.length && next.every((edge, place) => edge === this.edges[place]);
		if (!same) this.edges = next;
	}

	/** What the canvas shows as selected. */
	#chosen(): Set<string> {
		return new Set([...this.nodes, ...this.edges].filter((item) => item.selected).map((item) => item.id));
	}

	/** Hands on what the canvas changed of the selection; it may not have shown yet what the session has selected. */
	#tellSelection(before: ReadonlySet<string>): void {
		const { selection } = this.#session;
		const chosen = this.#chosen();
		if (chosen.size === before.size && [...chosen].every((id) => before.has(id))) return;
		const onWall = new Set([...this.nodes, ...this.edges].map((item) => item.id));
		const known = [...selection.ids].filter((id) => onWall.has(id));
		const elsewhere = this.extending ? [...selection.ids].filter((id) => !onWall.has(id)) : [];
		// In the order of choosing: the first of two is where a relation begins.
		selection.set([...elsewhere, ...known.filter((id) => chosen.has(id)), ...chosen]);
	}
}
