import { AssertionError } from 'node:assert';
import { messageOf } from '../apimachinery/index.ts';
import { startCluster, type TestCluster, type TestClusterOptions } from './start-cluster.ts';

/** The clusters of one seed. All are closed when the test is over. */
export interface SeededClusters {
  readonly seed: string;
  /** `startCluster` with the seed. */
  start(options?: Omit<TestClusterOptions, 'seed'>): Promise<TestCluster>;
  /** A fork with the seed: of a cluster that was started once for all seeds. */
  fork(parent: TestCluster, options?: Omit<TestClusterOptions, 'seed'>): Promise<TestCluster>;
}

export interface ExploreOptions {
  /** Which, or how many: 1 and on. Default: 10. */
  readonly seeds?: number | readonly (string | number)[];
}

interface Failure {
  readonly seed: string;
  readonly error: unknown;
  /** How many steps all its clusters had taken by then. */
  readonly steps: number;
}

const seedsDefault = 10;

/**
 * Runs a test with one seed after the other, each of which is another order of what happens at the same time. Rejects with an
 * AssertionError when some have failed: it says which, and what the one has failed with that took the fewest steps; with a
 * RangeError when there are no seeds.
 *
 * @example
 *     await explore(async (clusters) => {
 *       const cluster = await clusters.start({ controllers: ['deployment', 'replicaset'] });
 *       await cluster.client.create(appsV1.deployments, deployment);
 *       await cluster.settle();
 *     });
 */
export async function explore(
  test: (clusters: SeededClusters) => Promise<unknown>,
  { seeds = seedsDefault }: ExploreOptions = {},
): Promise<void> {
  const all = typeof seeds === 'number' ? Array.from({ length: seeds }, (_, at) => at + 1) : seeds;
  if (all.length === 0) throw new RangeError('there are no seeds: nothing would be tested');
  const failures: Failure[] = [];
  for (const seed of all) {
    const failure = await runOne(test, String(seed));
    if (failure !== undefined) failures.push(failure);
  }
  if (failures.length > 0) throw report(failures, all.length);
}

async function runOne(
  test: (clusters: SeededClusters) => Promise<unknown>,
  seed: string,
): Promise<Failure | undefined> {
  const opened: TestCluster[] = [];
  const keep = (cluster: TestCluster): TestCluster => {
    opened.push(cluster);
    return cluster;
  };
  try {
    await test({
      seed,
      start: async (options) => keep(await startCluster({ ...options, seed })),
      fork: async (parent, options) => keep(await parent.fork({ ...options, seed })),
    });
    return undefined;
  } catch (error) {
    return { seed, error, steps: opened.reduce((sum, { control }) => sum + control.steps, 0) };
  } finally {
    await Promise.all(opened.map((cluster) => cluster.close()));
  }
}

function report(failures: readonly Failure[], all: number): AssertionError {
  const [first] = failures;
  const smallest = failures.reduce((least, one) => (one.steps < least.steps ? one : least));
  const message = [
    `${failures.length} of ${all} seeds fail: ${failures.map(({ seed }) => seed).join(', ')}`,
    `the first of them is ${first?.seed}, the smallest ${smallest.seed}, which takes ${smallest.steps} steps:`,
    messageOf(smallest.error),
    `replay it: explore(test, { seeds: ['${smallest.seed}'] })`,
  ];
  const error = new AssertionError({ message: message.join('\n'), stackStartFn: explore });
  error.cause = smallest.error;
  return error;
}
