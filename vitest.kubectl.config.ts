import { defineConfig } from 'vitest/config';

/** Tests with the real kubectl, which a machine may lack. */
export default defineConfig({
  test: {
    include: ['test/kubectl/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
