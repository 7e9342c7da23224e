import type { PodAttempts } from '../scheduler/attempts/attempt-log.ts';
import { UsageError } from './usage-error.ts';

/** What is known of the pod `namespace/name` at the end of a scenario, or where it failed. Throws UsageError. */
export async function attemptsOfScenario(file: string, seed: string, pod: string): Promise<PodAttempts> {
  const { loadScenarios, runScenario } = await import('../scenarios/index.ts');
  const [scenario, ...others] = loadScenarios(file);
  if (scenario === undefined || others.length > 0) {
    throw new UsageError(
      `--scenario must name one scenario; there are ${others.length + (scenario ? 1 : 0)} in ${file}`,
    );
  }
  let known: PodAttempts | undefined;
  const { passed, failure } = await runScenario(scenario, {
    seed,
    attemptBytesMax: Number.POSITIVE_INFINITY,
    atEnd: ({ attempts }) => {
      known = attempts?.of(pod);
    },
  });
  if (!passed) console.error(`${scenario.name} failed at step ${failure?.step}: ${failure?.message}`);
  if (known === undefined) throw new UsageError(`${scenario.name}: the cluster did not come up`);
  return known;
}
