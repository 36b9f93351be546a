// Positions on map and wall. A position is one value, never two fields: split in two it would blend two people's moves.
import { z } from 'zod';
import { noteSizeMax, noteSizeMin, wallCoordinateMax } from './limits.ts';

/** [longitude, latitude] in degrees, WGS 84. */
export const lngLat = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).readonly();
export type LngLat = z.infer<typeof lngLat>;

const coordinate = z.number().min(-wallCoordinateMax).max(wallCoordinateMax);
/** [x, y] of the upper left corner on the wall, in wall pixels. */
export const wallPoint = z.tuple([coordinate, coordinate]).readonly();
export type WallPoint = z.infer<typeof wallPoint>;

const side = z.number().min(noteSizeMin).max(noteSizeMax);
/** [width, height] in wall pixels. */
export const wallSize = z.tuple([side, side]).readonly();
