// All commands, as the interface calls them.
export { addActor, editActor, leastUsedColour } from './actors.ts';
export { editBoardInfo } from './board-info.ts';
export { addNote, editNote } from './notes.ts';
export { addPin, editPin, movePin, movePins } from './pins.ts';
export { copyOffsetPixels, duplicateRecords, removeRecords, type PinAside } from './records.ts';
export { addRelation, editRelation } from './relations.ts';
export { CommandError, commandOrigin, type Board } from './run.ts';
export { addSource, cite, editSource, uncite } from './sources.ts';
export { createUndo, type Undo, type UndoOutcome } from './undo.ts';
export { moveOnWall, type WallMove } from './wall.ts';
