/** Of several processes one leads: the election over a Lease. Mirrors client-go tools/leaderelection. */
export { defaultElectionTimes, type ElectionTimes } from './election-times.ts';
export { LeaderElector, type LeaderElectorOptions, type LeaderMetrics } from './leader-elector.ts';
export { type LeaseLockOptions, leaseLock, type ResourceLock } from './resource-lock.ts';
