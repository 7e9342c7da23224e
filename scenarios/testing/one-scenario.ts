import { parseScenarios } from '../parse.ts';
import { runScenario, type ScenarioFailure } from '../run-scenario.ts';
import type { Scenario } from '../scenario.ts';

/** A scenario of one node and these steps, each as YAML in one line. */
export function scenarioOf(...steps: readonly string[]): Scenario {
  const text = `
apiVersion: homeostat.dev/v1alpha1
kind: Scenario
metadata: {name: test}
spec:
  cluster:
    nodes: 1
    behaviours:
    - {match: {image: "crash:*"}, run: {exit: {code: 1, afterMs: 2000}}}
    - {match: {image: "*:unready"}, ready: {never: true}}
  steps:
${steps.map((step) => `  - ${step}`).join('\n')}`;
  return parseScenarios(text, 'scenarios/test.yaml')[0] as Scenario;
}

/** What such a scenario fails with; undefined if it passes. */
export async function failureOf(...steps: readonly string[]): Promise<ScenarioFailure | undefined> {
  return (await runScenario(scenarioOf(...steps), { seed: 1 })).failure;
}
