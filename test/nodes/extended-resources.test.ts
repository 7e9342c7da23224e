import { expect, test } from 'vitest';
import { coreV1 } from '../../api/index.ts';
import { openVirtualWorld } from '../../scenarios/index.ts';

test('a pod runs once somebody has given a node the resource that it asks for', async () => {
  const { control, cluster, close } = await openVirtualWorld(1, { nodes: 2 });
  const client = cluster.client('test');
  const limits = { 'example.com/dongle': '2' };
  const containers = [{ name: 'c', image: 'nginx', resources: { limits } }];
  const key = { namespace: 'default', name: 'web' };
  await control.complete(() => client.create(coreV1.pods, { metadata: key, spec: { containers } }));
  await control.settle();
  const read = () => control.complete(() => client.get(coreV1.pods, key));
  expect((await read()).status?.conditions?.[0]?.message).toContain('2 Insufficient example.com/dongle');
  const body = { status: { capacity: { 'example.com/dongle': '4' } } };
  await control.complete(() =>
    client.patch(coreV1.nodes, { name: 'node-2' }, { type: 'merge', body }, { subresource: 'status' }),
  );
  await control.settle();
  const { spec, status } = await read();
  expect([spec?.nodeName, status?.phase]).toEqual(['node-2', 'Running']);
  await close();
});
