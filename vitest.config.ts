import { defineConfig } from 'vitest/config';

// Unit tests stand beside the code; tests/ holds what needs more than one module and real parts. A test in
// tests/architecture checks that no test file falls between these projects.
/** Waiting for a condition ends when it holds; the limit is for what never comes, not for slow machines. */
const waiting = { poll: { timeout: 20_000 } };

export default defineConfig({
	test: {
		projects: [
			{
				test: {
					name: 'unit',
					include: ['src/**/*.test.ts', 'server/**/*.test.ts', 'tests/architecture/**/*.test.ts'],
					environment: 'node',
					expect: waiting,
					// Generous: a slow machine is no failure.
					testTimeout: 30_000
				}
			},
			{
				test: {
					name: 'integration',
					include: ['tests/**/*.test.ts'],
					exclude: ['tests/{architecture,faults,e2e,bench}/**'],
					environment: 'node',
					expect: waiting,
					globalSetup: ['tests/support/postgres-setup.ts'],
					testTimeout: 30_000,
					hookTimeout: 60_000,
					maxWorkers: 2
				}
			},
			{
				test: {
					name: 'faults',
					include: ['tests/faults/**/*.test.ts'],
					environment: 'node',
					expect: waiting,
					globalSetup: ['tests/support/postgres-setup.ts'],
					testTimeout: 900_000,
					hookTimeout: 60_000,
					// What runs beside each other breaks only what is its own.
					maxWorkers: 2
				}
			}
		]
	}
});
