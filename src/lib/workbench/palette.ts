// The commands that the palette offers.
import { m } from '../messages/index.ts';
import type { ThemeSetting } from '../ui/theme.svelte.ts';
import type { BoardActions } from './board-actions.ts';
import type { Layout } from './board-layout.svelte.ts';
import { keysShown } from './keymap.ts';
import type { ReportDownload } from './report-download.svelte.ts';
import type { UndoState } from './undo-state.svelte.ts';

export interface PaletteCommand {
	readonly text: string;
	readonly keys?: string;
	readonly disabled?: boolean;
	readonly run: () => void;
}

interface PaletteParts {
	readonly actions: BoardActions;
	readonly undo: UndoState;
	readonly readOnly: boolean;
	readonly theme: ThemeSetting;
	readonly boardId: string;
	/** Null where there is no report to be had: on a display. */
	readonly report: ReportDownload | null;
	readonly chooseLayout: (layout: Layout) => void;
	readonly openSources: () => void;
	readonly help: () => void;
}

const texts = m.board.keys;

function editingCommands({ actions, undo }: PaletteParts): PaletteCommand[] {
	return [
		{ text: texts['tool-pin'], keys: keysShown('tool-pin'), run: () => actions.chooseTool('pin') },
		{ text: texts['tool-note'], keys: keysShown('tool-note'), run: () => actions.chooseTool('note') },
		{ text: texts['tool-actor'], keys: keysShown('tool-actor'), run: () => actions.chooseTool('actor') },
		{ text: texts['tool-relate'], keys: keysShown('tool-relate'), run: () => actions.relate() },
		{ text: texts.undo, keys: keysShown('undo'), disabled: !undo.canUndo, run: () => undo.undo() },
		{ text: texts.redo, keys: keysShown('redo'), disabled: !undo.canRedo, run: () => undo.redo() }
	];
}

function memberCommands(boardId: string, report: ReportDownload): PaletteCommand[] {
	return [
		{ text: m.board.report, disabled: report.isRunning, run: () => void report.start() },
		{ text: m.board.members, run: () => location.assign(`/boards/${boardId}/members`) },
		{ text: m.board.boards, run: () => location.assign('/boards') }
	];
}

export function paletteCommands(parts: PaletteParts): PaletteCommand[] {
	const { actions, chooseLayout, boardId, report, theme } = parts;
	return [
		...(parts.readOnly ? [] : editingCommands(parts)),
		{ text: texts.fit, keys: keysShown('fit'), run: () => actions.fit() },
		{ text: texts['layout-map'], keys: '1', run: () => chooseLayout('map') },
		{ text: texts['layout-both'], keys: '2', run: () => chooseLayout('both') },
		{ text: texts['layout-wall'], keys: '3', run: () => chooseLayout('wall') },
		{ text: m.board.sources, run: () => parts.openSources() },
		{ text: m.board.present, run: () => location.assign(`/boards/${boardId}/present`) },
		...(report ? memberCommands(boardId, report) : []),
		...(['system', 'light', 'dark'] as const).map((choice) => ({
			text: `${m.board.theme}: ${m.board.themes[choice]}`,
			run: () => theme.choose(choice)
		})),
		{ text: texts.help, keys: keysShown('help'), run: () => parts.help() }
	];
}
