import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // The examples import the package by its name, as who copies them does.
  resolve: {
    alias: [
      { find: /^homeostat$/, replacement: file('index.ts') },
      { find: /^homeostat\/(scheduler|testing)$/, replacement: file('$1/index.ts') },
      { find: /^homeostat\/(client|controller-runtime|store)$/, replacement: file('$1/public.ts') },
    ],
  },
  test: {
    globalSetup: ['test/command/bundle-command.ts'],
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**', '.stryker/**', 'test/kubectl/**'],
    // Files of one worker share what they load, which is a third of the time: no module may keep what another file's tests see.
    isolate: false,
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
