// Controls that the page hands to the sources, because another room owns them.
import type { Moment, MomentInput } from '../board/schema/moment.ts';

/** A text that is written through a command when the hand pauses. */
export interface DraftField {
	readonly label: string;
	readonly value: string;
	readonly commit: (text: string) => string | null | void;
	readonly maxlength?: number;
	readonly multiline?: boolean;
	readonly oneLine?: boolean;
	readonly wholeOnly?: boolean;
	readonly placeholder?: string;
	readonly hint?: string;
}

export interface DateField {
	readonly label: string;
	readonly value: Moment | null;
	readonly onchange: (value: MomentInput | null) => void;
}
