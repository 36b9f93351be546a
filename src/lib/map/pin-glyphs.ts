// The Lucide icons that pins wear, as SVG source. Only the ones that the vocabulary names are bundled.
import bomb from 'lucide-static/icons/bomb.svg?raw';
import drone from 'lucide-static/icons/drone.svg?raw';
import flag from 'lucide-static/icons/flag.svg?raw';
import flame from 'lucide-static/icons/flame.svg?raw';
import handshake from 'lucide-static/icons/handshake.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import mapPin from 'lucide-static/icons/map-pin.svg?raw';
import megaphone from 'lucide-static/icons/megaphone.svg?raw';
import rocket from 'lucide-static/icons/rocket.svg?raw';
import shieldAlert from 'lucide-static/icons/shield-alert.svg?raw';
import swords from 'lucide-static/icons/swords.svg?raw';
import tent from 'lucide-static/icons/tent.svg?raw';
import userX from 'lucide-static/icons/user-x.svg?raw';
import users from 'lucide-static/icons/users.svg?raw';
import { plainPinIcon } from '../board/vocabulary/event-types.ts';

const sources: Readonly<Record<string, string>> = {
	bomb,
	drone,
	flag,
	flame,
	handshake,
	lock,
	'map-pin': mapPin,
	megaphone,
	rocket,
	'shield-alert': shieldAlert,
	swords,
	tent,
	'user-x': userX,
	users
};

/** The shapes inside an icon's 24 × 24 box, without the svg element around them. */
export function glyphShapes(icon: string): string {
	const source = sources[icon] ?? sources[plainPinIcon] ?? '';
	return source
		.replace(/<!--[^]*?-->/g, '')
		.replace(/<\/?svg[^>]*>/g, '')
		.trim();
}

export const hasGlyph = (icon: string): boolean => Object.hasOwn(sources, icon);
