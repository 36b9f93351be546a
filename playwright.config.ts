import { defineConfig } from '@playwright/test';
import { findChromium } from './server/setup/chromium.mjs';

// Browser tests run against real server processes, one per worker, on the built pages (see tests/support/browser.ts).
const isRoot = process.getuid?.() === 0;

export default defineConfig({
	testDir: 'tests/e2e',
	testMatch: '**/*.spec.ts',
	outputDir: 'test-results/browser',
	globalSetup: './tests/support/browser-setup.ts',
	workers: 2,
	fullyParallel: false,
	forbidOnly: true,
	retries: 0,
	// The limits are for what never comes, not for slow machines.
	timeout: 240_000,
	expect: { timeout: 40_000 },
	// The JSON report goes to the file named by PLAYWRIGHT_JSON_OUTPUT_FILE, where `npm test` reads it.
	reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['dot'], ['json']] : [['list']],
	use: {
		actionTimeout: 60_000,
		navigationTimeout: 60_000,
		viewport: { width: 1440, height: 900 },
		// Without a film of each page: taking one costs much where the processor draws the map.
		trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: true },
		screenshot: 'only-on-failure',
		launchOptions: {
			executablePath: findChromium() ?? undefined,
			args: [
				...(isRoot ? ['--no-sandbox'] : []),
				// WebGL for the map on machines without a graphics card.
				'--use-gl=angle',
				'--use-angle=swiftshader',
				'--enable-unsafe-swiftshader',
				'--ignore-gpu-blocklist',
				// The browser itself must stay quiet on a closed network.
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
				'--disable-quic',
				'--no-first-run'
			]
		}
	}
});
