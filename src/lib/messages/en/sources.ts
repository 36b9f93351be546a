// Texts of sources and citations.
export const sources = {
	title: 'Sources'
};
