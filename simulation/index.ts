/**
 * A universe to run a cluster in: virtual time, a network that can be broken, one seed that decides everything left to chance.
 * The same seed gives the same run, step by step.
 */
export {
  checkDeterminism,
  checkDeterminismInProcess,
  type DeterminismOptions,
  type DeterminismReport,
  formatDeterminism,
  type TraceDifference,
} from './determinism.ts';
export type { DeterminismTarget } from './determinism-processes.ts';
export { type FaultAnswer, faultRule, type MessageMatch } from './fault-rule.ts';
export type { FaultRule, Message, RuleContext, Verdict } from './fault-rules.ts';
export type { ForeignCode, ForeignSockets } from './foreign-globals.ts';
export { uniformLatency } from './latency.ts';
export type { Delivery, Latency, Link, Network } from './network.ts';
export { createSimulation, type Simulation, type SimulationOptions } from './simulation.ts';
export { SimulationError } from './simulation-error.ts';
export { type TraceDigest, traceDigest } from './trace-digest.ts';
export type { SeededRun } from './transcript.ts';
export { TripwireError } from './tripwires.ts';
