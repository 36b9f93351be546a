// Small personal settings that this browser remembers. Where storage is blocked they last as long as the page.

const prefix = 'sandtable:';

export function readRemembered<Value>(
	name: string,
	check: (value: unknown) => value is Value,
	fallback: Value
): Value {
	try {
		const stored = localStorage.getItem(prefix + name);
		const value: unknown = stored === null ? undefined : JSON.parse(stored);
		return check(value) ? value : fallback;
	} catch (error) {
		console.warn(`The setting ${name} could not be read.`, error);
		return fallback;
	}
}

export function remember(name: string, value: unknown): void {
	try {
		localStorage.setItem(prefix + name, JSON.stringify(value));
	} catch (error) {
		console.warn(`The setting ${name} could not be kept.`, error);
	}
}
