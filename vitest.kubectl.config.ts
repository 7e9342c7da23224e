import { defineConfig } from 'vitest/config';

/** Tests with the real kubectl, which a machine may lack. */
export default defineConfig({
  test: {
    include: ['test/kubectl/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 60_000,
    // They wait for the real time of pods and collectors, each with a cluster of its own.
    maxWorkers: 4,
  },
});
