// Sets the theme before the first paint: the person's choice, else the system's. A file and not an inline script, so that the
// content security policy needs no exception.
(() => {
	const dark = matchMedia('(prefers-color-scheme: dark)');
	const apply = () => {
		const chosen = localStorage.getItem('sandtable:theme');
		document.documentElement.dataset.theme =
			chosen === 'light' || chosen === 'dark' ? chosen : dark.matches ? 'dark' : 'light';
	};
	apply();
	dark.addEventListener('change', apply);
	addEventListener('storage', (event) => event.key === 'sandtable:theme' && apply());
})();
