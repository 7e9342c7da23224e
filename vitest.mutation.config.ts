import { relative } from 'node:path';
import { defineConfig, mergeConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import base from './vitest.config.ts';

/** What failed last fails soonest, as neighbours break the same tests; else the shortest first: one failure is enough. */
class SoonestFailureFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const costs = new Map(files.map((file) => [file, this.#cost(file)]));
    return files.toSorted((a, b) => (costs.get(a) ?? 0) - (costs.get(b) ?? 0));
  }

  #cost({ project, moduleId }: TestSpecification): number {
    const last = this.ctx.cache.getFileTestResults(
      `${project.name}:${relative(this.ctx.config.root, moduleId)}`,
    );
    return last === undefined || last.failed ? 0 : last.duration;
  }
}

/** For `npm run test:mutation`: without the tests that take seconds, and with one load of the modules for all of them. */
export default mergeConfig(
  base,
  defineConfig({
    test: {
      isolate: false,
      // Long for any of these tests, also under load: what waits for ever ends here.
      testTimeout: 10_000,
      sequence: { sequencer: SoonestFailureFirst },
      exclude: [
        'store/crash.test.ts',
        'store/damage.test.ts',
        'store/full-disk.test.ts',
        'store/level-store-disk.test.ts',
        'store/space.test.ts',
        'simulation/determinism.test.ts',
        'cluster/restart.test.ts',
      ],
    },
  }),
);
