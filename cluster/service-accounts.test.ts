import { expect, it } from 'vitest';
import { coreV1 } from '../api/index.ts';
import { openVirtualWorld } from '../scenarios/index.ts';

it.each([
  { controllers: undefined, mounted: true },
  { controllers: ['*', '-serviceaccount-controller'], mounted: false },
  { controllers: [], mounted: false },
])('tokens are mounted where the cluster makes accounts: %j', async ({ controllers, mounted }) => {
  const world = await openVirtualWorld(1, { nodes: 0, ...(controllers && { controllers }) });
  const client = world.cluster.client('user');
  const pod = await world.control.complete(async () => {
    await client.create(coreV1.namespaces, { metadata: { name: 'team' } });
    const metadata = { namespace: 'team', name: 'web' };
    return client.create(coreV1.pods, { metadata, spec: { containers: [{ name: 'web', image: 'nginx' }] } });
  });
  const { serviceAccountName, volumes = [] } = pod.spec ?? {};
  expect([serviceAccountName, volumes.length]).toEqual(['default', mounted ? 1 : 0]);
  await world.close();
});
