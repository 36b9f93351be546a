// One command that the palette offers.

export interface PaletteCommand {
	readonly text: string;
	readonly keys?: string;
	readonly disabled?: boolean;
	readonly run: () => void;
}
