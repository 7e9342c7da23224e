import { expect, it } from 'vitest';
import { createRestMapper } from '../../client/index.ts';
import { QuotaEvaluators } from '../../component-helpers/index.ts';
import { openControllerWorld } from '../testing/controller-world.ts';
import { CountedResources } from './counted-resources.ts';
import { DeviceClaimsAround } from './device-claims-around.ts';

it('several quotas that ask at once for what nobody has asked for share what is counted', async () => {
  const { manager, run } = await openControllerWorld(() => {});
  const { informers, environment } = manager;
  const mapper = createRestMapper(manager.clientFor('test'));
  const resources = new CountedResources({ mapper, informers, clock: environment.clock, replenish() {} });
  const [pods = expect.fail()] = new QuotaEvaluators(new DeviceClaimsAround(informers)).for(['pods']);
  const [one, other] = await run(() => Promise.all([resources.show(pods), resources.show(pods)]));
  expect(one).toBeDefined();
  expect(other).toBe(one);
  expect(await run(() => resources.show(pods))).toBe(one);
});
