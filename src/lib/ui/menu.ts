// One line of a menu.
import type { Component } from 'svelte';

export type MenuEntry =
	| 'separator'
	| {
			readonly text: string;
			/** A second, smaller line. */
			readonly detail?: string;
			readonly icon?: Component;
			readonly keys?: string;
			/** A choice that is on or off. */
			readonly checked?: boolean;
			readonly danger?: boolean;
			readonly disabled?: boolean;
			/** A link instead of an action. */
			readonly href?: string;
			/** The link leaves the app (a download). */
			readonly reload?: boolean;
			readonly run?: () => void;
	  };
