// Words of the text editor.
export const notes = {
	editor: 'Text editor',
	formatting: 'Text formatting',
	bold: 'Bold (Ctrl+B)',
	italic: 'Italic (Ctrl+I)',
	heading: 'Heading (type # and a space)',
	bulletList: 'List (type - and a space)',
	orderedList: 'Numbered list (type 1. and a space)',
	quote: 'Quote (type > and a space)',
	link: 'Link (Ctrl+K)',
	linkAddress: 'Address of the link',
	linkHint: 'https://… or name@example.org',
	linkRefused: 'Only http, https and mailto addresses can be linked.',
	linkApply: 'Link',
	linkRemove: 'Take the link away',
	gone: 'This text is gone: somebody removed what it belongs to.',
	tooNew: 'This text holds something that this version cannot edit. It is shown for reading only.'
};
