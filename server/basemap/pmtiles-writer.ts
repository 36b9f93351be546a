// Writes a PMTiles version 3 archive: header, directories on a Hilbert curve, metadata, tiles. It knows nothing of
// what is in a tile. Format: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
import { gzipSync } from 'node:zlib';

export type Tile = { z: number; x: number; y: number; data: Uint8Array };
export type Archive = {
	/** Gzipped vector tiles. */
	tiles: Iterable<Tile>;
	metadata: Record<string, unknown>;
	bounds: [west: number, south: number, east: number, north: number];
	center: [lng: number, lat: number, zoom: number];
};

type Entry = { id: number; offset: number; length: number; run: number };

const headerBytes = 127;
/** Header and root directory must fit into a reader's first 16,384 bytes. */
const rootBytesMax = 16_384 - headerBytes;
const leafEntriesMin = 512;
const compressionGzip = 2;
const tileTypeVector = 1;
const degreeScale = 1e7;

/** The tile's place on the Hilbert curves of all zooms, one after the other. */
export function tileId(z: number, x: number, y: number): number {
	let id = 0;
	for (let zoom = 0; zoom < z; zoom++) id += 4 ** zoom;
	let [tx, ty] = [x, y];
	for (let side = 2 ** z / 2; side >= 1; side /= 2) {
		const rx = (tx & side) > 0 ? 1 : 0;
		const ry = (ty & side) > 0 ? 1 : 0;
		id += side * side * ((3 * rx) ^ ry);
		if (ry === 0) {
			if (rx === 1) [tx, ty] = [side - 1 - tx, side - 1 - ty];
			[tx, ty] = [ty, tx];
		}
	}
	return id;
}

function writeVarint(value: number, into: number[]): void {
	let rest = value;
	while (rest >= 0x80) {
		into.push((rest % 0x80) | 0x80);
		rest = Math.floor(rest / 0x80);
	}
	into.push(rest);
}

function directory(entries: Entry[]): Buffer {
	const bytes: number[] = [];
	writeVarint(entries.length, bytes);
	let previousId = 0;
	for (const { id } of entries) {
		writeVarint(id - previousId, bytes);
		previousId = id;
	}
	for (const { run } of entries) writeVarint(run, bytes);
	for (const { length } of entries) writeVarint(length, bytes);
	entries.forEach((entry, index) => {
		const previous = entries[index - 1];
		const follows = previous !== undefined && entry.offset === previous.offset + previous.length;
		writeVarint(follows ? 0 : entry.offset + 1, bytes);
	});
	return gzipSync(Buffer.from(bytes), { level: 9 });
}

/** One root directory if it fits, otherwise a root of leaves, with larger leaves until the root fits. */
function directories(entries: Entry[]): { root: Buffer; leaves: Buffer } {
	const root = directory(entries);
	if (root.length <= rootBytesMax) return { root, leaves: Buffer.alloc(0) };
	for (let perLeaf = leafEntriesMin; ; perLeaf *= 2) {
		const leaves: Buffer[] = [];
		const pointers: Entry[] = [];
		let offset = 0;
		for (let start = 0; start < entries.length; start += perLeaf) {
			const leaf = directory(entries.slice(start, start + perLeaf));
			pointers.push({ id: entries[start]!.id, offset, length: leaf.length, run: 0 });
			leaves.push(leaf);
			offset += leaf.length;
		}
		const rootOfLeaves = directory(pointers);
		if (rootOfLeaves.length <= rootBytesMax) return { root: rootOfLeaves, leaves: Buffer.concat(leaves) };
	}
}

/** Equal tiles (open sea, empty land) are stored once; runs of them take one entry. */
function pack(tiles: Tile[]): { entries: Entry[]; data: Buffer; contents: number } {
	const byContent = new Map<string, number>();
	const chunks: Uint8Array[] = [];
	const entries: Entry[] = [];
	let length = 0;
	const ordered = tiles.map((tile) => ({ id: tileId(tile.z, tile.x, tile.y), data: tile.data }));
	ordered.sort((a, b) => a.id - b.id);
	for (const { id, data } of ordered) {
		const content = Buffer.from(data).toString('latin1');
		let offset = byContent.get(content);
		if (offset === undefined) {
			offset = length;
			byContent.set(content, offset);
			chunks.push(data);
			length += data.length;
		}
		const last = entries.at(-1);
		if (last && last.id + last.run === id && last.offset === offset) last.run++;
		else entries.push({ id, offset, length: data.length, run: 1 });
	}
	return { entries, data: Buffer.concat(chunks), contents: chunks.length };
}

export function writePmtiles({ tiles, metadata, bounds, center }: Archive): Buffer {
	const all = [...tiles];
	const zooms = all.map(({ z }) => z);
	if (all.length === 0)
		throw new Error('There are no tiles to write: check the layers given to the builder.');
	const { entries, data, contents } = pack(all);
	const { root, leaves } = directories(entries);
	const meta = gzipSync(JSON.stringify(metadata), { level: 9 });

	const header = Buffer.alloc(headerBytes);
	header.write('PMTiles', 0);
	header[7] = 3;
	let position = headerBytes;
	[root, meta, leaves, data].forEach((section, index) => {
		header.writeBigUInt64LE(BigInt(position), 8 + index * 16);
		header.writeBigUInt64LE(BigInt(section.length), 16 + index * 16);
		position += section.length;
	});
	[all.length, entries.length, contents].forEach((count, index) =>
		header.writeBigUInt64LE(BigInt(count), 72 + index * 8)
	);
	header[96] = 1; // clustered: tiles lie in the order of their ids
	header[97] = compressionGzip;
	header[98] = compressionGzip;
	header[99] = tileTypeVector;
	header[100] = Math.min(...zooms);
	header[101] = Math.max(...zooms);
	bounds.forEach((degrees, index) => header.writeInt32LE(Math.round(degrees * degreeScale), 102 + index * 4));
	header[118] = center[2];
	header.writeInt32LE(Math.round(center[0] * degreeScale), 119);
	header.writeInt32LE(Math.round(center[1] * degreeScale), 123);
	return Buffer.concat([header, root, meta, leaves, data]);
}
