/**
 * What a cluster is put through: scripts of apply, break, expect. The same file runs in virtual time, where its seed
 * decides everything, and in real time.
 */
export { commands } from './commands/index.ts';
export { readDocuments, readText } from './documents.ts';
export { formatMismatches, type Mismatch } from './match.ts';
export { loadScenarios, parseScenarios } from './parse.ts';
export type { PreparedStep, StepContext } from './prepared-step.ts';
export { type DeclaredBehaviours, readBehaviours } from './read-behaviours.ts';
export { readDevices, readKubeletConfiguration, readNodeUsage } from './read-node-files.ts';
export { readScheduler } from './read-scheduler.ts';
export { readStaticPods } from './read-static-pods.ts';
export {
  clusterOptions,
  type RunOptions,
  runScenario,
  runSteps,
  type ScenarioFailure,
  type ScenarioResult,
} from './run-scenario.ts';
export {
  nodesMax,
  type Scenario,
  type ScenarioCluster,
  ScenarioError,
  type ScenarioStep,
} from './scenario.ts';
export { scenarioSchema } from './scenario-schema.ts';
export { formatLine, type Style, Timeline, type TimelineLine } from './timeline/index.ts';
export {
  openVirtualWorld,
  type VirtualWorld,
  type VirtualWorldOptions,
  type WorldState,
} from './world/virtual-world.ts';
export type { ScenarioWorld, WorldObserver } from './world/world.ts';
