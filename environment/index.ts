/**
 * Everything a component may ask of the world: clock, randomness, ids, trace, tasks. There are two worlds that
 * provide it: `environment/real/` and `simulation/`.
 */
export type {
  Cause,
  Clock,
  Environment,
  Fork,
  Ids,
  Random,
  Timer,
  TimerOptions,
  Trace,
  TraceRecord,
} from './environment.ts';
