// The drawings of the actor types' icons. The vocabulary names them; only what it names is bundled.
import type { LucideIcon } from '@lucide/svelte';
import Bird from '@lucide/svelte/icons/bird';
import Briefcase from '@lucide/svelte/icons/briefcase';
import Building2 from '@lucide/svelte/icons/building-2';
import CircleQuestionMark from '@lucide/svelte/icons/circle-question-mark';
import Drone from '@lucide/svelte/icons/drone';
import Factory from '@lucide/svelte/icons/factory';
import Globe from '@lucide/svelte/icons/globe';
import Landmark from '@lucide/svelte/icons/landmark';
import Link2 from '@lucide/svelte/icons/link-2';
import Newspaper from '@lucide/svelte/icons/newspaper';
import Shield from '@lucide/svelte/icons/shield';
import ShieldHalf from '@lucide/svelte/icons/shield-half';
import Swords from '@lucide/svelte/icons/swords';
import User from '@lucide/svelte/icons/user';
import Users from '@lucide/svelte/icons/users';
import Vote from '@lucide/svelte/icons/vote';
import { actorTypes, type ActorType } from '#lib/board/vocabulary/actor-types.ts';

type IconName = (typeof actorTypes)[number]['icon'];

const icons: Record<IconName, LucideIcon> = {
	landmark: Landmark,
	'building-2': Building2,
	shield: Shield,
	'shield-half': ShieldHalf,
	swords: Swords,
	briefcase: Briefcase,
	vote: Vote,
	globe: Globe,
	bird: Bird,
	'link-2': Link2,
	user: User,
	users: Users,
	newspaper: Newspaper,
	factory: Factory,
	drone: Drone,
	'circle-question-mark': CircleQuestionMark
};

const iconByType = new Map<string, IconName>(actorTypes.map(({ key, icon }) => [key, icon]));

export function actorIcon(type: ActorType): LucideIcon {
	return icons[iconByType.get(type) ?? 'circle-question-mark'];
}
