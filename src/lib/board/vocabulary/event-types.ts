// Event types and sub-events as ACLED names them, each with the Lucide icon that stands for it on map and paper.

export const eventTypes = [
	{
		key: 'battles',
		label: 'Battle',
		icon: 'swords',
		subEvents: ['Government regains territory', 'Non-state actor overtakes territory', 'Armed clash']
	},
	{
		key: 'explosions-remote-violence',
		label: 'Explosion or remote violence',
		icon: 'bomb',
		subEvents: [
			'Chemical weapon',
			'Air/drone strike',
			'Suicide bomb',
			'Shelling/artillery/missile attack',
			'Remote explosive/landmine/IED',
			'Grenade'
		]
	},
	{
		key: 'violence-against-civilians',
		label: 'Violence against civilians',
		icon: 'user-x',
		subEvents: ['Sexual violence', 'Attack', 'Abduction/forced disappearance']
	},
	{
		key: 'protests',
		label: 'Protest',
		icon: 'megaphone',
		subEvents: ['Peaceful protest', 'Protest with intervention', 'Excessive force against protesters']
	},
	{ key: 'riots', label: 'Riot', icon: 'flame', subEvents: ['Violent demonstration', 'Mob violence'] },
	{
		key: 'strategic-developments',
		label: 'Strategic development',
		icon: 'flag',
		subEvents: [
			'Agreement',
			'Arrests',
			'Change to group/activity',
			'Disrupted weapons use',
			'Headquarters or base established',
			'Looting/property destruction',
			'Non-violent transfer of territory',
			'Other'
		]
	}
] as const;

export type EventType = (typeof eventTypes)[number]['key'];

/** Icons that say more than the type's own; the key is the sub-event. */
export const subEventIcons: Readonly<Record<string, string>> = {
	'Air/drone strike': 'drone',
	'Shelling/artillery/missile attack': 'rocket',
	Agreement: 'handshake',
	Arrests: 'lock',
	'Change to group/activity': 'users',
	'Disrupted weapons use': 'shield-alert',
	'Headquarters or base established': 'tent'
};

/** The icon of a pin without a type. */
export const plainPinIcon = 'map-pin';

export function eventIcon(type: string | null, subEvent: string | null): string {
	const ofSubEvent = subEvent === null ? undefined : subEventIcons[subEvent];
	return ofSubEvent ?? eventTypes.find((entry) => entry.key === type)?.icon ?? plainPinIcon;
}
