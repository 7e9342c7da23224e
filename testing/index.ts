/**
 * How a controller is tested, without a cluster and without waiting: a world of virtual time with the real API server, and
 * as many of the other parts as a test is about.
 *
 *     const world = await openTestWorld({ seed: 7, managers: { 'my-controller': addMyController } });
 *     await world.act((user) => user.create(coreV1.configMaps, settings));
 *
 * The seed decides everything that is left to chance: order of messages, names, delays. The same seed is the same run.
 */
export { builtInManagers, type Managers } from '../cluster/index.ts';
export { type FaultAnswer, faultRule, type MessageMatch, uniformLatency } from '../simulation/index.ts';
export { type Intercept, openTestWorld, type TestWorld, type TestWorldOptions } from './open-test-world.ts';
