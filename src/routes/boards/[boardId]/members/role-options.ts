// The roles, as choices in a list.
import { boardRoles } from '#lib/board/roles.ts';
import { m } from '#lib/messages/index.ts';

export const roleOptions = boardRoles.map((role) => ({
	value: role,
	label: m.boards.role[role]
}));
