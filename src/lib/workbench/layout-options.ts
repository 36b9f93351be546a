// The layouts as choices, for the bar and for presenting.
import Columns2 from '@lucide/svelte/icons/columns-2';
import MapIcon from '@lucide/svelte/icons/map';
import Workflow from '@lucide/svelte/icons/workflow';
import type { Component } from 'svelte';
import { m } from '../messages/index.ts';
import type { Layout } from './board-layout.svelte.ts';

export const layoutOptions: readonly {
	value: Layout;
	label: string;
	title: string;
	icon: Component;
	iconOnly: true;
}[] = [
	{
		value: 'map',
		label: m.board.layouts.map,
		title: `${m.board.layouts.map} (1)`,
		icon: MapIcon,
		iconOnly: true
	},
	{
		value: 'both',
		label: m.board.layouts.both,
		title: `${m.board.layouts.both} (2)`,
		icon: Columns2,
		iconOnly: true
	},
	{
		value: 'wall',
		label: m.board.layouts.wall,
		title: `${m.board.layouts.wall} (3)`,
		icon: Workflow,
		iconOnly: true
	}
];
