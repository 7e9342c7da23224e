import { expect, it } from 'vitest';
import { coreV1 } from '../api/index.ts';
import { openVirtualWorld } from '../scenarios/index.ts';

const clusterCidr = '10.200.0.0/23,fd00:10:200::/48';

it("pods have addresses of the networks that their node is given, of each family; a node without one isn't ready", async () => {
  const nodeCidrMaskSizeIpv4 = 24;
  const world = await openVirtualWorld(1, {
    nodes: 3,
    allocateNodeCidrs: { clusterCidr, nodeCidrMaskSizeIpv4 },
  });
  const { control, cluster } = world;
  const client = cluster.client('user');
  await control.runFor(5000);
  await control.complete(async () => {
    for (const name of ['a', 'b']) {
      const spec = { nodeName: `node-${name === 'a' ? 1 : 2}`, containers: [{ name, image: 'nginx' }] };
      await client.create(coreV1.pods, { metadata: { namespace: 'default', name }, spec });
    }
  });
  await control.runFor(20_000);
  const { items } = await control.complete(() => client.list(coreV1.nodes));
  const networks = new Map(items.map(({ metadata, spec }) => [metadata?.name, spec?.podCIDRs]));
  expect([...networks.values()].flat().filter((cidr) => cidr !== undefined)).toHaveLength(4);
  const ready = items.map(({ metadata, status }) => {
    const { status: is, reason } = status?.conditions?.find(({ type }) => type === 'Ready') ?? {};
    return [networks.get(metadata?.name) !== undefined, is, reason];
  });
  expect(ready.toSorted()).toEqual([
    [false, 'False', 'KubeletNotReady'],
    [true, 'True', 'KubeletReady'],
    [true, 'True', 'KubeletReady'],
  ]);
  const pods = await control.complete(() => client.list(coreV1.pods));
  const withNetwork = pods.items.filter(({ spec }) => networks.get(spec?.nodeName) !== undefined);
  for (const { spec, status } of withNetwork) {
    const starts = (networks.get(spec?.nodeName) ?? []).map((cidr) => cidr.replace(/(0\/24|\/64)$/, ''));
    expect(status?.phase).toBe('Running');
    expect(status?.podIPs?.map(({ ip }, at) => ip?.startsWith(starts[at] ?? '-'))).toEqual([true, true]);
    expect(status?.podIP).toBe(status?.podIPs?.[0]?.ip);
  }
  const waiting = pods.items.filter(({ spec }) => networks.get(spec?.nodeName) === undefined);
  for (const { status } of waiting) expect(status).toMatchObject({ phase: 'Pending' });
  await world.close();
});
