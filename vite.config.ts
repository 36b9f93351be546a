import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

export default defineConfig({
	plugins: [sveltekit()],
	// The content security policy lets fonts and scripts come from files only, not from data: addresses.
	build: { assetsInlineLimit: 0 },
	// One copy of Yjs in the bundle: two copies break its instanceof checks.
	resolve: { dedupe: ['yjs', 'y-protocols', 'lib0'] }
});
