import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

export default defineConfig({
	plugins: [sveltekit()],
	// One copy of Yjs in the bundle: two copies break its instanceof checks.
	resolve: { dedupe: ['yjs', 'y-protocols', 'lib0'] }
});
