// The archive that we write is read back with the independent `pmtiles` package.
import { gzipSync } from 'node:zlib';
import { PMTiles, zxyToTileId, type Source } from 'pmtiles';
import { describe, expect, it } from 'vitest';
import { tileId, writePmtiles, type Tile } from './pmtiles-writer.ts';

function reader(archive: Buffer): PMTiles {
	const source: Source = {
		getKey: () => 'memory',
		getBytes: async (offset, length) => ({
			data: new Uint8Array(archive.subarray(offset, offset + length)).buffer
		})
	};
	return new PMTiles(source);
}

function write(tiles: Tile[]): Buffer {
	return writePmtiles({
		tiles,
		metadata: { name: 'test', vector_layers: [] },
		bounds: [-180, -85, 180, 85],
		center: [15, 25.5, 2]
	});
}

/** Tiles of one zoom; `content` says what is in each. */
function grid(z: number, content: (x: number, y: number) => string): Tile[] {
	const side = 2 ** z;
	return Array.from({ length: side * side }, (_, index) => {
		const [x, y] = [index % side, Math.floor(index / side)];
		return { z, x, y, data: gzipSync(content(x, y)) };
	});
}

async function text(archive: PMTiles, z: number, x: number, y: number): Promise<string | undefined> {
	const tile = await archive.getZxy(z, x, y);
	return tile && new TextDecoder().decode(tile.data);
}

describe('basemap archive', () => {
	it('BASE1 numbers tiles as the format demands', () => {
		for (const [z, x, y] of [
			[0, 0, 0],
			[1, 1, 0],
			[2, 3, 1],
			[6, 63, 0],
			[6, 17, 41],
			[9, 300, 511]
		] as const) {
			expect(tileId(z, x, y)).toBe(zxyToTileId(z, x, y));
		}
	});

	it('BASE1 gives back every tile, the header and the metadata', async () => {
		const archive = reader(write([0, 1, 2, 3].flatMap((z) => grid(z, (x, y) => `${z}/${x}/${y}`))));
		for (let z = 0; z <= 3; z++) {
			for (let x = 0; x < 2 ** z; x++) {
				for (let y = 0; y < 2 ** z; y++) expect(await text(archive, z, x, y)).toBe(`${z}/${x}/${y}`);
			}
		}
		const header = await archive.getHeader();
		expect(header).toMatchObject({ specVersion: 3, minZoom: 0, maxZoom: 3, centerLat: 25.5, centerZoom: 2 });
		expect(header).toMatchObject({ minLon: -180, maxLat: 85, clustered: true, tileType: 1 });
		expect(await archive.getMetadata()).toEqual({ name: 'test', vector_layers: [] });
	});

	it('BASE2 stores equal tiles once and leaves holes empty', async () => {
		const same = write(grid(5, () => 'sea'));
		const header = await reader(same).getHeader();
		expect(header).toMatchObject({ numAddressedTiles: 1024, numTileEntries: 1, numTileContents: 1 });
		const holes = reader(write(grid(3, (x, y) => `${x},${y}`).filter(({ x }) => x !== 4)));
		expect(await text(holes, 3, 4, 2)).toBeUndefined();
		expect(await text(holes, 3, 5, 2)).toBe('5,2');
	});

	it('BASE1 splits the directory into leaves when it outgrows a reader’s first request', async () => {
		let seed = 1;
		const random = () => (seed = (seed * 48_271) % 2_147_483_647);
		const words = () => Array.from({ length: 1 + (random() % 60) }, () => random().toString(36));
		const contents = new Map<string, string>();
		const bytes = write(
			grid(7, (x, y) => {
				const content = words().join(' ');
				contents.set(`${x}/${y}`, content);
				return content;
			})
		);
		const archive = reader(bytes);
		expect((await archive.getHeader()).leafDirectoryLength).toBeGreaterThan(0);
		for (const [x, y] of [
			[0, 0],
			[64, 63],
			[127, 127],
			[3, 99]
		] as const) {
			expect(await text(archive, 7, x, y)).toBe(contents.get(`${x}/${y}`));
		}
	});

	it('BASE1 refuses to write an archive of nothing', () => {
		expect(() => write([])).toThrow('no tiles');
	});
});
