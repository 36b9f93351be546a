// Short messages that pass by themselves, each with at most one action. What must not be missed belongs elsewhere.

export interface Toast {
	readonly id: number;
	readonly text: string;
	readonly tone: 'plain' | 'danger';
	readonly action: { readonly text: string; readonly run: () => void } | null;
}

/** Long enough to read twelve words and reach for the mouse. */
const plainToastMs = 6_000;
const actionToastMs = 9_000;
const toastsMax = 3;

export class Toasts {
	list = $state.raw<readonly Toast[]>([]);
	#lastId = 0;
	// Nobody reads this reactively.
	#timers = new Map<number, ReturnType<typeof setTimeout>>();

	/** Returns its id, to be dismissed by. One that `stays` does not pass by itself: for what is under way. */
	show(
		text: string,
		options: { tone?: Toast['tone']; action?: Toast['action']; stays?: boolean } = {}
	): number {
		const toast: Toast = {
			id: ++this.#lastId,
			text,
			tone: options.tone ?? 'plain',
			action: options.action ?? null
		};
		this.list = [...this.list.slice(1 - toastsMax), toast];
		if (options.stays) return toast.id;
		const timer = setTimeout(() => this.dismiss(toast.id), toast.action ? actionToastMs : plainToastMs);
		this.#timers.set(toast.id, timer);
		return toast.id;
	}

	dismiss(id: number): void {
		clearTimeout(this.#timers.get(id));
		this.#timers.delete(id);
		this.list = this.list.filter((toast) => toast.id !== id);
	}

	clear(): void {
		for (const { id } of this.list) this.dismiss(id);
	}
}
