// Views of the wall for panes of different sizes.
import { describe, expect, it } from 'vitest';
import { isWheelNotch, viewOf, viewportOf, zoomedAt } from './wall-view.ts';

describe('views of the wall', () => {
	it('WALL20 the same view has the same centre in a pane of another size', () => {
		const view = viewOf({ x: -300, y: 40, zoom: 0.5 }, { width: 1000, height: 800 });
		const there = viewportOf(view, { width: 400, height: 300 });
		expect(viewOf(there, { width: 400, height: 300 })).toEqual(view);
	});

	it('WALL2 zooming keeps what is under the pointer', () => {
		const before = { x: 10, y: 20, zoom: 1 };
		const at = { x: 200, y: 100 };
		const after = zoomedAt(before, 1.5, at);
		expect((at.x - after.x) / after.zoom).toBeCloseTo((at.x - before.x) / before.zoom);
		expect((at.y - after.y) / after.zoom).toBeCloseTo((at.y - before.y) / before.zoom);
		expect(zoomedAt(before, 1000, at).zoom).toBe(3);
	});

	it('WALL2 tells a mouse wheel from a trackpad', () => {
		const event = { deltaX: 0, deltaY: 0, deltaMode: 0, ctrlKey: false };
		expect(isWheelNotch({ ...event, deltaY: 120 } as WheelEvent)).toBe(true);
		expect(isWheelNotch({ ...event, deltaY: 3, deltaMode: 1 } as WheelEvent)).toBe(true);
		expect(isWheelNotch({ ...event, deltaY: 4.5 } as WheelEvent)).toBe(false);
		expect(isWheelNotch({ ...event, deltaY: 120, deltaX: 3 } as WheelEvent)).toBe(false);
		expect(isWheelNotch({ ...event, deltaY: 120, ctrlKey: true } as WheelEvent)).toBe(false);
	});
});
