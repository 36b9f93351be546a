// The table of who may look into whom (ARCHITECTURE.md), as data. A folder of src/lib that is not named here is a
// feature room: it may use board, live, ui and texts, and no other feature.
import type { Import, Source } from './sources.ts';

export interface Room {
	name: string;
	/** Other rooms that it may import. */
	rooms: readonly string[];
	/** Packages that it may import; `null`: any but the forbidden. */
	packages: RegExp | null;
	forbidden: RegExp;
	/** Said when something is imported that does not belong there. */
	advice: string;
}

const none = /^$/;
const kit = /^(\$app|\$env|@sveltejs\/)/;
const svelteOrKit = /^(svelte($|\/)|\$app|\$env|@sveltejs\/)/;

const table: readonly Room[] = [
	{
		name: 'lib/protocol',
		rooms: [],
		packages: /^(lib0|y-protocols)($|\/)/,
		forbidden: none,
		advice: 'the wire knows bytes only; what they mean belongs in lib/board, lib/sync or server/'
	},
	{
		name: 'lib/messages',
		rooms: ['lib/board'],
		packages: none,
		forbidden: none,
		advice: 'catalogues hold texts only; put logic where the text is shown'
	},
	{
		name: 'lib/board',
		rooms: [],
		packages: /^(yjs|zod|lib0)($|\/)/,
		forbidden: none,
		advice:
			'lib/board runs everywhere; what needs a browser, Node or the network belongs to lib/live, lib/sync or server/'
	},
	{
		name: 'lib/live',
		rooms: ['lib/board'],
		packages: /^(svelte|yjs|y-protocols)($|\/)/,
		forbidden: none,
		advice: 'lib/live reads; writing belongs in lib/board/commands, the network in lib/sync'
	},
	{
		name: 'lib/sync',
		rooms: ['lib/protocol', 'lib/board', 'lib/messages'],
		packages: /^(yjs|y-websocket|y-indexeddb|y-protocols|lib0|svelte)($|\/)/,
		forbidden: none,
		advice: 'lib/sync carries the document and never changes it; changes belong in lib/board/commands'
	},
	{
		name: 'lib/ui',
		rooms: ['lib/messages'],
		packages: null,
		forbidden: /^(yjs|y-|maplibre-gl|\$app)/,
		advice: 'lib/ui knows no board; what shows board content belongs in a feature room'
	},
	{
		name: 'lib/report',
		rooms: ['lib/board', 'lib/messages'],
		packages: null,
		forbidden: /^(yjs|y-|svelte($|\/)|\$app)/,
		advice:
			'lib/report turns a BoardSnapshot into text; reading the document belongs in lib/board/snapshot.ts'
	},
	{
		name: 'lib/server',
		rooms: ['lib/board', 'lib/report', 'lib/messages', 'lib/protocol'],
		packages: null,
		forbidden: svelteOrKit,
		advice: 'lib/server is plain Node; what needs Kit belongs in src/routes or src/hooks.server.ts'
	},
	{
		name: 'routes',
		rooms: ['*'],
		packages: null,
		forbidden: /^(yjs|y-|postgres$|drizzle-orm)/,
		advice: 'routes compose; SQL belongs in lib/server, the document in lib/board and lib/live'
	},
	{
		name: 'server',
		rooms: ['lib/board', 'lib/protocol', 'lib/server', 'lib/report', 'lib/messages'],
		packages: null,
		forbidden: svelteOrKit,
		advice:
			'server/ is the process without pages; pages belong in src/routes, shared code in lib/board or lib/server'
	}
];

const feature = (name: string): Room => ({
	name,
	rooms: ['lib/board', 'lib/live', 'lib/ui', 'lib/messages'],
	packages: null,
	forbidden: name === 'lib/map' ? /^(yjs|y-|\$app)/ : /^(yjs|y-|maplibre-gl|\$app)/,
	advice: 'features do not know each other; what two need belongs in lib/board, lib/live or lib/ui'
});

/** Files that are allowed what their room is not, each with its reason. */
const exceptions: readonly { file: RegExp; target: RegExp; reason: string }[] = [
	{
		file: /^src\/lib\/[\w-]+\/[\w-]*(text|editor)[\w-]*\.(ts|svelte)$/i,
		target: /^(yjs|y-)/,
		reason: 'the text editor’s binding'
	},
	{
		file: /^src\/routes\/boards\/\[boardId\]\//,
		target: /^(yjs|y-)/,
		reason: 'the board page’s composition root'
	},
	{ file: /^server\/pages\.ts$/, target: /^vite$/, reason: 'development' }
];

/** The room of a path from the root; null for what stands outside of the table (tools, set-up, configuration). */
export function roomOf(file: string): string | null {
	if (/^server\/(setup|basemap)\//.test(file)) return null;
	if (file.startsWith('server/')) return 'server';
	const lib = /^src\/lib\/([^/]+)\//.exec(file);
	if (lib) return `lib/${lib[1]}`;
	return file.startsWith('src/') ? 'routes' : null;
}

function ruleOf(name: string): Room {
	return table.find((room) => room.name === name) ?? feature(name);
}

/** What is wrong with this import, as a sentence; null when it is allowed. */
export function faultOf(source: Source, item: Import): string | null {
	const from = roomOf(source.path);
	if (from === null || source.isTest) return null;
	if (exceptions.some(({ file, target }) => file.test(source.path) && target.test(item.target))) return null;
	const rule = ruleOf(from);
	const say = (what: string) => `${source.path} imports ${what}: ${rule.advice}`;
	if (!item.isOwn) return packageIsAllowed(rule, item) ? null : say(item.specifier);
	if (item.target.startsWith('server/') && !source.path.startsWith('server/')) {
		return say(`${item.target} (nothing below src may look into the process)`);
	}
	const to = roomOf(item.target);
	if (to === null || to === from || rule.rooms.includes('*')) return routeFault(source, item);
	if (item.typeOnly && to === 'lib/board') return null;
	if (rule.rooms.includes(to)) return from === 'lib/sync' && isCommand(item) ? say(item.target) : null;
	return say(item.target);
}

function packageIsAllowed(rule: Room, { target, typeOnly }: Import): boolean {
	if (target.startsWith('node:'))
		return rule.name === 'server' || rule.name === 'lib/server' || rule.name === 'routes';
	if (rule.forbidden !== none && rule.forbidden.test(target)) return typeOnly && !kit.test(target);
	return rule.packages === null || rule.packages.test(target);
}

const isCommand = (item: Import) => !item.typeOnly && item.target.startsWith('src/lib/board/commands/');

// The bundle of the pages would carry a second copy of the services.
function routeFault(source: Source, item: Import): string | null {
	if (roomOf(source.path) !== 'routes' || item.typeOnly || !item.target.startsWith('src/lib/server/'))
		return null;
	return `${source.path} imports values of ${item.target}: routes take types only from lib/server and call locals.services`;
}
