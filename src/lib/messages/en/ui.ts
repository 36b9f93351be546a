// Texts of the plain components.
export const ui = {
	close: 'Close',
	dismiss: 'Dismiss',
	undo: 'Undo',
	nothingFound: 'Nothing found',
	chooseNothing: 'None',
	legend: 'Legend',
	resize: 'Resize map and wall'
};
