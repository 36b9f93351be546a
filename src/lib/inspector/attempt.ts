// Runs a command for a form: what the command refuses becomes a text beside the field, everything else stays an error.
import { CommandError } from '../board/commands/index.ts';
import { m } from '../messages/index.ts';

/** Null where it was written; else what to say. */
export function attempt(change: () => void): string | null {
	try {
		change();
		return null;
	} catch (error) {
		if (error instanceof CommandError) return m.inspector.refused(error.message);
		throw error;
	}
}
