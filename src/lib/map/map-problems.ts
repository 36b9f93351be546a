// Why a map cannot be shown, in words for people.
import { m } from '../messages/index.ts';

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Null where this browser can draw a map. MapLibre's own message sends people to a page on the internet. */
export function graphicsProblem(): string | null {
	const context = document.createElement('canvas').getContext('webgl2');
	if (!context) return m.map.failed(m.map.noGraphics);
	// Browsers grant only a few contexts at a time.
	context.getExtension('WEBGL_lose_context')?.loseContext();
	return null;
}
