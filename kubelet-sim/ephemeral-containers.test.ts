import { expect, test } from 'vitest';
import { coreV1 } from '../api/index.ts';
import { openNode, webPod } from './testing/open-node.ts';

const key = { namespace: 'default', name: 'web' };

test('an ephemeral container runs as soon as it is asked for, and stays as it is', async () => {
  const node = await openNode();
  await node.run(webPod('web', { containers: [{ name: 'web', image: 'nginx' }] }));
  await node.simulation.settle();
  const body = { spec: { ephemeralContainers: [{ name: 'debug', image: 'busybox' }] } };
  await node.simulation.complete(async () => {
    const { client } = node;
    await client.patch(coreV1.pods, key, { type: 'strategic', body }, { subresource: 'ephemeralcontainers' });
  });
  await node.simulation.settle();
  const first = (await node.pod('web')).status?.ephemeralContainerStatuses;
  expect(first).toMatchObject([{ name: 'debug', image: 'busybox', ready: false, restartCount: 0 }]);
  expect(first?.[0]?.state?.running?.startedAt).toBeDefined();
  await node.simulation.runFor(60_000);
  const web = await node.pod('web');
  expect(web.status?.ephemeralContainerStatuses).toEqual(first);
  expect(web.status?.phase).toBe('Running');
});
