// Turns the clock on this process's wall, for whatever asks it from then on; what passes (timers, `performance.now()`) stays as it is.
const RightDate = globalThis.Date;

/** Until `setWallClockRight`. */
export function turnWallClock(byMs: number): void {
	class TurnedDate extends RightDate {
		constructor(...given: unknown[]) {
			if (given.length === 0) super(RightDate.now() + byMs);
			else super(...(given as [number]));
		}

		static override now(): number {
			return RightDate.now() + byMs;
		}

		static override [Symbol.hasInstance](value: unknown): boolean {
			return Object.prototype.toString.call(value) === '[object Date]';
		}
	}
	globalThis.Date = TurnedDate as DateConstructor;
}

export function setWallClockRight(): void {
	globalThis.Date = RightDate;
}
