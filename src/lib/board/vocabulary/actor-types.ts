// Kinds of actor, with the Lucide icon of each.

export const actorTypes = [
	{ key: 'state', label: 'State', icon: 'landmark' },
	{ key: 'government', label: 'Government', icon: 'landmark' },
	{ key: 'government-body', label: 'Government body', icon: 'building-2' },
	{ key: 'state-forces', label: 'State forces', icon: 'shield' },
	{ key: 'military-command', label: 'Military command', icon: 'shield-half' },
	{ key: 'armed-group', label: 'Armed group', icon: 'swords' },
	{ key: 'private-military-company', label: 'Private military company', icon: 'briefcase' },
	{ key: 'political-party', label: 'Political party', icon: 'vote' },
	{ key: 'international-organisation', label: 'International organisation', icon: 'globe' },
	{ key: 'mission', label: 'Mission', icon: 'bird' },
	{ key: 'alliance', label: 'Alliance', icon: 'link-2' },
	{ key: 'person', label: 'Person', icon: 'user' },
	{ key: 'civilians', label: 'Civilians', icon: 'users' },
	{ key: 'media', label: 'Media outlet', icon: 'newspaper' },
	{ key: 'company', label: 'Company', icon: 'factory' },
	{ key: 'equipment', label: 'Equipment or platform', icon: 'drone' },
	{ key: 'other', label: 'Other', icon: 'circle-question-mark' }
] as const;

export type ActorType = (typeof actorTypes)[number]['key'];
