// Which panes are shown and how wide: personal, remembered by this browser.
import { readRemembered, remember } from '../ui/remembered.ts';

export type Layout = 'map' | 'both' | 'wall';
export const layouts = ['map', 'both', 'wall'] as const;

const isLayout = (value: unknown): value is Layout => layouts.includes(value as Layout);
const isShare = (value: unknown): value is number => typeof value === 'number' && value > 0 && value < 1;
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
const shareDefault = 0.5;

export class BoardLayout {
	/** As chosen; a narrow screen shows one pane of `both`. */
	chosen = $state<Layout>(readRemembered('layout', isLayout, 'both'));
	mapShare = $state(readRemembered('map-share', isShare, shareDefault));
	/** The column of the inspector. A selection opens it; it opens with the page only for those who left it open. */
	sideOpen = $state(readRemembered('side-open', isFlag, false));
	narrow = $state(false);
	#narrowPane = $state<'map' | 'wall'>('map');

	readonly shown: Layout = $derived(this.narrow && this.chosen === 'both' ? this.#narrowPane : this.chosen);
	readonly showsMap = $derived(this.shown !== 'wall');
	readonly showsWall = $derived(this.shown !== 'map');

	/** A narrow screen opens the side column on request only. */
	fitTo(narrow: boolean): void {
		if (narrow === this.narrow) return;
		this.narrow = narrow;
		this.sideOpen = narrow ? false : readRemembered('side-open', isFlag, false);
	}

	choose(layout: Layout): void {
		if (layout !== 'both') this.#narrowPane = layout;
		this.chosen = layout;
		remember('layout', layout);
	}

	/** The layout of the person I follow, for as long as I do. */
	follow(layout: Layout): void {
		if (layout !== 'both') this.#narrowPane = layout;
		this.chosen = layout;
	}

	/** Brings a pane into sight, beside the other where there is room. */
	need(pane: 'map' | 'wall'): void {
		if (pane === 'map' ? this.showsMap : this.showsWall) return;
		if (this.narrow) this.choose(pane);
		else this.choose('both');
	}

	share(value: number): void {
		this.mapShare = value;
		remember('map-share', value);
	}

	openSide(open: boolean): void {
		this.sideOpen = open;
		if (!this.narrow) remember('side-open', open);
	}
}
