import { defineConfig } from 'vitest/config';

// Unit tests stand beside the code; tests/ holds what needs more than one module and real parts.
export default defineConfig({
	test: {
		projects: [
			{
				test: {
					name: 'unit',
					include: ['src/**/*.test.ts', 'server/**/*.test.ts', 'tests/architecture/**/*.test.ts'],
					environment: 'node'
				}
			},
			{
				test: {
					name: 'integration',
					include: ['tests/{contract,sync,report}/**/*.test.ts'],
					environment: 'node',
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
					globalSetup: ['tests/support/postgres-setup.ts'],
					testTimeout: 600_000,
					hookTimeout: 60_000,
					maxWorkers: 1
				}
			}
		]
	}
});
