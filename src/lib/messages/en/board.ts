// Texts of the board page: bar, tools, status, people, find, hints, ended states.
export const board = {
	untitled: 'Untitled board'
};
