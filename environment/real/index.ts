/**
 * The real world: the wall clock, random numbers of the operating system unless a seed is given, and waits that are woken by
 * what happens instead of polling.
 */
export type { Activity, IdleOptions } from './activity.ts';
export { localMachine } from './local-machine.ts';
export { type RealEnvironment, type RealEnvironmentOptions, realEnvironment } from './real-environment.ts';
