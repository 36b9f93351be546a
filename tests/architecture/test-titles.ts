// Reads the titles of all tests, as their source has them, with the rules that each begins with.
import ts from 'typescript';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow, root } from './sources.ts';

export interface TestTitle {
	/** `path:line` from the root. */
	place: string;
	title: string;
	/** Those of the groups around it too. */
	rules: readonly string[];
}

const testCalls = new Set(['test', 'it']);
const groupCalls = new Set(['describe']);
/** What is called with a table or a condition gives a function that is then called with the title. */
const makers = new Set(['each', 'for', 'skipIf', 'runIf', 'extend']);
const leadingRules = /^((?:[A-Z]+\d+ )+)/;
const testFile = /\.(test|spec)\.ts$/;

export function rulesOf(title: string): string[] {
	return leadingRules.exec(title)?.[1]?.trim().split(' ') ?? [];
}

export function readTestTitles(): TestTitle[] {
	const files = ['src', 'server', 'tests'].flatMap(filesBelow).filter((file) => testFile.test(file));
	return files.flatMap((file) => titlesIn(file, readFileSync(path.join(root, file), 'utf8')));
}

export function titlesIn(file: string, text: string): TestTitle[] {
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
	const found: TestTitle[] = [];
	const note = (node: ts.Node, title: string, around: readonly string[]) => {
		const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
		found.push({ place: `${file}:${line}`, title, rules: [...around, ...rulesOf(title)] });
	};
	const visit = (node: ts.Node, around: readonly string[]): void => {
		let inside = around;
		const call = titledCall(node);
		if (call !== null) {
			const title = textOf(call.title, source);
			// A table whose rows say which rule each is about.
			if (title === '$rule') for (const row of rowRules(source)) note(node, row, around);
			else if (testCalls.has(call.name)) note(node, title, around);
			else inside = [...around, ...rulesOf(title)];
		}
		ts.forEachChild(node, (child) => visit(child, inside));
	};
	visit(source, []);
	return found;
}

function titledCall(node: ts.Node): { name: string; title: ts.Expression } | null {
	if (!ts.isCallExpression(node) || node.arguments.length < 2) return null;
	const { expression } = node;
	if (ts.isPropertyAccessExpression(expression) && makers.has(expression.name.text)) return null;
	const name = firstName(expression);
	const title = node.arguments[0];
	return title !== undefined && (testCalls.has(name) || groupCalls.has(name)) ? { name, title } : null;
}

/** `test` of `test.skipIf(x).each(y)`. */
function firstName(expression: ts.Expression): string {
	if (ts.isIdentifier(expression)) return expression.text;
	if (ts.isCallExpression(expression) || ts.isPropertyAccessExpression(expression))
		return firstName(expression.expression);
	return ts.isTaggedTemplateExpression(expression) ? firstName(expression.tag) : '';
}

function textOf(title: ts.Expression, source: ts.SourceFile): string {
	return ts.isStringLiteralLike(title) ? title.text : title.getText(source).replace(/^`/, '');
}

function rowRules(source: ts.SourceFile): string[] {
	const rows: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isPropertyAssignment(node) && node.name.getText(source) === 'rule')
			rows.push(textOf(node.initializer, source));
		ts.forEachChild(node, visit);
	};
	visit(source);
	return rows;
}
