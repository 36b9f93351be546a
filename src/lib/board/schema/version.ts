// The version of the document's shape, with its history:
//   1  2026-11-22  pins, actors, notes, relations, sources, board
export const schemaVersion = 1;
