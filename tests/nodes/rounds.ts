// How often the faults of several nodes happen: a few times in `npm test`, and as often as the plan says in `npm run test:faults`.
const given = Number(process.env.SANDTABLE_FAULT_ROUNDS ?? 0);
const shortMax = 5;
/** What `npm run test:faults` asks for unless told otherwise; it stands for the full number of every test. */
const usual = 20;

export const isLongRun = given > shortMax;

export function roundsOf(short: number, full: number): number {
	return isLongRun ? Math.max(1, Math.round((full * given) / usual)) : short;
}

/** How long so many rounds may take on a busy machine. */
export function timeoutOf(rounds: number): { timeout: number } {
	return { timeout: 120_000 + rounds * 60_000 };
}

export const seed = Number(process.env.SANDTABLE_FAULT_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** The time that a fault lasts. */
export function passing(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
