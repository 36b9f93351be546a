import { describe, expect, it } from 'vitest';
import { eventStatuses } from '../board/vocabulary/event-statuses.ts';
import { eventTypes, plainPinIcon, subEventIcons } from '../board/vocabulary/event-types.ts';
import { glyphShapes, hasGlyph } from './pin-glyphs.ts';
import { pinImageId, pinSvg, ringImageId, svgForImageId, type PinLook } from './pin-icon.ts';

const look: PinLook = { shape: 'point', icon: 'swords', colour: 'blue', status: 'confirmed' };

describe('pin pictures', () => {
	it('PIN2 every icon of the vocabulary has a picture', () => {
		const icons = [plainPinIcon, ...eventTypes.map(({ icon }) => icon), ...Object.values(subEventIcons)];
		expect(icons.filter((icon) => !hasGlyph(icon))).toEqual([]);
		for (const icon of icons) expect(glyphShapes(icon)).toMatch(/^<(path|circle|rect|line|polyline)/);
	});

	it('PIN2 no two statuses look alike, even in one grey', () => {
		const withoutColour = eventStatuses.map(({ key }) =>
			pinSvg({ ...look, status: key }).replace(/#[0-9a-f]{6}/gi, '#888888')
		);
		expect(new Set(withoutColour).size).toBe(eventStatuses.length);
	});

	it('PIN2 the actor’s colour is in the picture', () => {
		for (const { key } of eventStatuses.filter((status) => status.key !== 'refuted')) {
			expect(pinSvg({ ...look, status: key })).toContain('#0072B2');
		}
	});

	it('PIN2 a picture can be drawn from its id alone', () => {
		expect(svgForImageId(pinImageId(look))).toBe(pinSvg(look));
		expect(svgForImageId(ringImageId('area', '#0B6BCB'))).toContain('#0B6BCB');
	});

	it('PIN2 foreign or crafted image ids draw nothing', () => {
		for (const id of ['marker-15', 'pin|star|x|y|z', 'ring|point|"/><script>', 'ring|point']) {
			expect(svgForImageId(id)).toBeNull();
		}
	});
});
