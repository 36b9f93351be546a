// Measures functions: the lines of code that are a function's own. What a function holds inside it counts for itself, so that a
// factory is as long as what it does to put its functions together.
import ts from 'typescript';
import type { Source } from './sources.ts';

export interface Measured {
	/** `path:line name` from the root. */
	place: string;
	/** Without blank lines, comments and the functions inside. */
	lines: number;
}

export function functionsOf(source: Source): Measured[] {
	const text = source.path.endsWith('.svelte') ? source.code : source.text;
	const file = ts.createSourceFile(source.path, text, ts.ScriptTarget.Latest, true);
	const lineOf = (position: number) => file.getLineAndCharacterOfPosition(position).line;
	const codeLines = linesWithCode(file, lineOf);
	const found: Measured[] = [];

	/** The lines of code of the functions that stand at or below this node. */
	const visit = (node: ts.Node): Set<number> => {
		const inner = new Set<number>();
		ts.forEachChild(node, (child) => {
			for (const line of visit(child)) inner.add(line);
		});
		if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return inner;
		const [first, last] = [lineOf(node.getStart(file)), lineOf(node.end)];
		const all = Array.from({ length: last - first + 1 }, (_, n) => first + n).filter((n) => codeLines.has(n));
		const name = node.name?.getText(file) ?? nameOfHolder(node, file);
		found.push({
			place: `${source.path}:${first + 1} ${name}`.trimEnd(),
			lines: all.filter((line) => !inner.has(line)).length
		});
		// What fits on a line is part of the line that it stands on.
		return all.length > 1 ? new Set(all) : inner;
	};
	visit(file);
	return found;
}

const nameOfHolder = ({ parent }: ts.Node, file: ts.SourceFile): string =>
	ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name.getText(file) : '';

/** Lines on which a token stands. */
function linesWithCode(file: ts.SourceFile, lineOf: (position: number) => number): Set<number> {
	const lines = new Set<number>();
	const visit = (node: ts.Node): void => {
		const isLeaf = node.getChildCount(file) === 0;
		if (isLeaf && node.end > node.getStart(file)) {
			for (let line = lineOf(node.getStart(file)); line <= lineOf(node.end); line++) lines.add(line);
		}
		for (const child of node.getChildren(file)) if (!ts.isJSDoc(child)) visit(child);
	};
	visit(file);
	return lines;
}
