// The catalogue of everything that people read in the interface, one file per room. English for now; a second
// language is a second folder of the same shape.
import { accounts } from './en/accounts.ts';
import { boards } from './en/boards.ts';

export const m = { accounts, boards };
