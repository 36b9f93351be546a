import { defineConfig } from 'vitest/config';

// Unit tests stand beside the code; tests/ holds what needs more than one module and real parts. A test in
// tests/architecture checks that no test file falls between these projects.
export default defineConfig({
	test: {
		projects: [
			{
				test: {
					name: 'unit',
					include: ['src/**/*.test.ts', 'server/**/*.test.ts', 'tests/architecture/**/*.test.ts'],
					environment: 'node',
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
					globalSetup: ['tests/support/postgres-setup.ts'],
					testTimeout: 30_000,
					hookTimeout: 60_000,
					expect: { poll: { timeout: 15_000 } },
					maxWorkers: 2
				}
			},
			{
				test: {
					name: 'faults',
					include: ['tests/faults/**/*.test.ts'],
					environment: 'node',
					globalSetup: ['tests/support/postgres-setup.ts'],
					testTimeout: 900_000,
					hookTimeout: 60_000,
					expect: { poll: { timeout: 15_000 } },
					maxWorkers: 1
				}
			}
		]
	}
});
