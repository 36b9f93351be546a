// A board's title as the list of boards keeps it. The document may hold any text; PostgreSQL takes neither NUL nor half a surrogate pair.

export function listedTitle(title: string): string {
	return title.toWellFormed().replaceAll('\0', '');
}
