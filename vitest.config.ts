import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The examples import the package by its name, as who copies them does.
  resolve: { alias: { homeostat: fileURLToPath(new URL('index.ts', import.meta.url)) } },
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', 'dist/**', '.stryker/**', 'test/kubectl/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
