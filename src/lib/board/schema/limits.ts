// Bounds of what a record may hold. Lengths are in UTF-16 code units, wall sizes in wall pixels at zoom 1.

export const titleCharsMax = 300;
export const shortTextCharsMax = 500;
export const longTextCharsMax = 4_000;
export const aliasesMax = 50;
export const wallCoordinateMax = 1_000_000;
export const noteSizeMin = 120;
export const noteSizeMax = 2_000;
