// The roles, as choices in a list.
import { m } from '#lib/messages/index.ts';

export const roleOptions = (['owner', 'editor', 'viewer'] as const).map((role) => ({
	value: role,
	label: m.boards.role[role]
}));
