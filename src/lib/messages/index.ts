// The catalogue of everything that people read in the interface, one file per room. English for now; a second
// language is a second folder of the same shape.
import { accounts } from './en/accounts.ts';
import { boards } from './en/boards.ts';
import { board } from './en/board.ts';
import { inspector } from './en/inspector.ts';
import { sources } from './en/sources.ts';
import { ui } from './en/ui.ts';
import { report } from './en/report.ts';
import { notes } from './en/notes.ts';
import { wall } from './en/wall.ts';
import { map } from './en/map.ts';
import { sync } from './en/sync.ts';

export const m = { map, accounts, boards, board, inspector, sources, ui, report, notes, wall, sync };
