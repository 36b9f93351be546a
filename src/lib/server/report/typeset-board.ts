// Everything between a board and its PDF that needs the disk: basemap, icons, template, fonts. Runs in a process of its own.
import type { BoardSnapshot } from '#lib/board/snapshot.ts';
import { buildReport, reportIconNames } from '#lib/report/build-report.ts';
import { openGround } from './basemap.ts';
import { readIcons } from './icons.ts';
import { typeset, type Typeset } from './typst.ts';

export interface TypesetJob {
	readonly board: BoardSnapshot;
	/** Milliseconds since 1970. */
	readonly asOf: number;
}

export interface TypesetAnswer extends Typeset {
	/** Why there is no map, where it should be one. */
	readonly basemapProblem: string | null;
}

export async function typesetBoard({ board, asOf }: TypesetJob): Promise<TypesetAnswer> {
	let basemapProblem: string | null = null;
	const ground = await openGround().catch((error: unknown) => {
		basemapProblem = String(error);
		return null;
	});
	try {
		const data = await buildReport(board, new Date(asOf), { ground, icons: readIcons(reportIconNames) });
		return { ...typeset(data), basemapProblem };
	} finally {
		await ground?.close();
	}
}
