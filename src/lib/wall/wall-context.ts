// What the wall's cards and lines share. They are drawn by the canvas, which hands them an id only.
import { getContext, setContext, type Component } from 'svelte';
import type { SvelteSet } from 'svelte/reactivity';
import type { RichText } from '#lib/board/schema/rich-text.ts';
import type { UndoOutcome } from '#lib/board/commands/index.ts';
import type { BoardSession } from '#lib/live/session.ts';
import type { Box } from './edge-geometry.ts';
import type { WallPeople } from './wall-people.svelte.ts';

/** Reading and editing of rich texts, handed in by the page: rooms do not know each other. */
export interface TextParts {
	readonly View: Component<{ text: RichText }>;
	readonly Editor: Component<{
		session: BoardSession;
		recordId: string;
		name: 'text' | 'description';
		placeholder?: string;
		autofocus?: boolean;
		label?: string;
		toolbar?: 'inline' | 'floating';
		onleave?: () => void;
		onundo?: (outcome: UndoOutcome) => void;
	}>;
}

export interface WallContext {
	readonly session: BoardSession;
	readonly text: TextParts;
	readonly people: WallPeople;
	/** Cards of the actors of selected pins. */
	readonly related: ReadonlySet<string>;
	/** Records that somebody else has just changed. */
	readonly glowing: SvelteSet<string>;
	/** Where cards are drawn, by id. */
	readonly places: ReadonlyMap<string, Box>;
	/** The card whose text or name I am editing on the wall. */
	readonly editingId: string | null;
	/** Editing of this card has ended. */
	leave(id: string): void;
	hold(ids: readonly string[]): void;
	letGo(): void;
	onundo(outcome: UndoOutcome): void;
}

const key = Symbol('wall');

export const setWall = (context: WallContext): WallContext => setContext(key, context);
export const getWall = (): WallContext => getContext<WallContext>(key);
