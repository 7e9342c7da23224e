/**
 * A universe to run a cluster in: virtual time, a network that can be broken, one seed that decides everything left to chance.
 * The same seed gives the same run, step by step.
 */
export type { FaultRule, Message, RuleContext, Verdict } from './fault-rules.ts';
export type { Delivery, Latency, Link, Network } from './network.ts';
export { createSimulation, type Simulation, type SimulationOptions } from './simulation.ts';
export { SimulationError } from './simulation-error.ts';
export { TripwireError } from './tripwires.ts';
