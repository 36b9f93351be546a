import { defineConfig } from 'drizzle-kit';

// `drizzle-kit generate` writes SQL into drizzle/; it is read by hand before it is committed.
export default defineConfig({
	dialect: 'postgresql',
	schema: './src/lib/server/db/schema.ts',
	out: './drizzle'
});
