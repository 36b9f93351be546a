// docs/benchmarks.md: one section per kind of run, each replaced by itself and followed by what machine and commit it is from.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const file = path.join(root, 'docs', 'benchmarks.md');
const sectionStart = /^(?=## )/m;

export function keepSection(heading: string, body: string): void {
	writeFileSync(file, withSection(readFileSync(file, 'utf8'), heading, body));
}

/** The page with this section in the place of the one of the same heading, or at its end. */
export function withSection(page: string, heading: string, body: string): string {
	const [opening = '', ...sections] = page.split(sectionStart);
	const section = `## ${heading}\n\n${body.trim()}\n`;
	const index = sections.findIndex((one) => one.startsWith(`## ${heading}\n`));
	if (index === -1) sections.push(section);
	else sections[index] = section;
	return `${[opening, ...sections].map((part) => part.trim()).join('\n\n')}\n`;
}

/** When, on what, and of which commit. */
export function provenance(command: string): string {
	const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
	const changed = git('status', '--porcelain', '--', 'server', 'src', 'tests/bench').length > 0;
	return `\`${command}\` on ${new Date().toISOString().slice(0, 10)}, commit ${git('rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''}, Node ${process.version},
${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}.`;
}
