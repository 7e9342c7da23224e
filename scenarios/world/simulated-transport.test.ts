import { expect, test } from 'vitest';
import { appsV1, coreV1 } from '../../api/index.ts';
import { findCondition } from '../../apimachinery/index.ts';
import type { TraceRecord } from '../../environment/index.ts';
import { faultRule } from '../../simulation/index.ts';
import { openVirtualWorld, type VirtualWorld } from './virtual-world.ts';

const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'nginx' }] },
};
const deployment = {
  metadata: { name: 'web', namespace: 'default' },
  spec: { replicas: 4, selector: { matchLabels: { app: 'web' } }, template },
};
const isRenewal = ({ method, path }: Readonly<Record<string, unknown>>) =>
  method === 'PUT' && String(path).startsWith('/apis/coordination.k8s.io/');

/** How the nodes and the deployment are, as an administrator sees them. */
async function look({ control, cluster }: VirtualWorld) {
  const client = cluster.client('tester');
  const nodes = await control.complete(() => client.list(coreV1.nodes));
  const pods = await control.complete(() => client.list(coreV1.pods));
  return {
    ready: nodes.items.map(({ status }) => findCondition(status?.conditions ?? [], 'Ready')?.status),
    phases: pods.items.map(({ status }) => status?.phase),
  };
}

test.each(['request', 'response'])(
  'a renewal whose %s is lost is given up when the next is due',
  async (kind) => {
    const records: TraceRecord[] = [];
    const world = await openVirtualWorld(1, { nodes: 2 }, { onRecord: (record) => records.push(record) });
    const ofNode = { [kind === 'request' ? 'from' : 'to']: 'kubelet/node-1' };
    const where = ({ fields }: { readonly fields: Readonly<Record<string, unknown>> }) => isRenewal(fields);
    world.network.addRule(faultRule('lose one', { kind, ...ofNode, where, times: 1 }, 'drop'));
    await world.control.runFor(300_000);
    const retries = records.filter(({ kind }) => kind === 'kubelet-retry');
    expect(retries.map(({ fields }) => fields)).toEqual([
      {
        lease: 'node-1',
        message: 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
      },
    ]);
    expect((await look(world)).ready).toEqual(['True', 'True']);
    await world.close();
  },
);

test.each([
  { kind: 'request', definite: true, made: 0 },
  { kind: 'response', definite: false, made: 1 },
])(
  'a $kind that fails says whether the request may have been carried out',
  async ({ kind, definite, made }) => {
    const world = await openVirtualWorld(1, { nodes: 0 });
    await world.control.settle();
    const where = ({ fields }: { readonly fields: Readonly<Record<string, unknown>> }) =>
      fields.method === 'POST';
    world.network.addRule(faultRule('fail one', { kind, where, times: 1 }, { fail: 'reset' }));
    const configMap = { metadata: { name: 'stock', namespace: 'default' } };
    const create = () => world.client('tester').create(coreV1.configMaps, configMap);
    await expect(world.control.complete(create)).rejects.toMatchObject({ name: 'TransportError', definite });
    const names = await world.control.complete(() => world.cluster.client('tester').list(coreV1.configMaps));
    expect(names.items.filter(({ metadata }) => metadata?.name === 'stock')).toHaveLength(made);
    await world.close();
  },
);

test('a watch that lost an event is begun again where it broke off', async () => {
  const world = await openVirtualWorld(1, { nodes: 2 });
  const toScheduler = { kind: 'watch-event', to: 'default-scheduler', times: 1 };
  world.network.addRule(faultRule('lose one', toScheduler, 'drop'));
  const client = world.cluster.client('tester');
  const pod = { metadata: { name: 'web', namespace: 'default' }, spec: template.spec };
  await world.control.complete(() => client.create(coreV1.pods, pod));
  await world.control.runFor(40_000);
  expect((await look(world)).phases).toEqual(['Pending']);
  await world.control.runFor(20_000);
  expect((await look(world)).phases).toEqual(['Running']);
  await world.close();
});

/** Every twentieth message is lost for five minutes, while a deployment is made. */
async function throughStorm(seed: number): Promise<string> {
  const world = await openVirtualWorld(seed, { nodes: 3 });
  const heal = world.network.addRule(faultRule('storm', { probability: 0.05 }, 'drop'));
  const client = world.cluster.client('tester');
  await world.control.complete(() => client.create(appsV1.deployments, deployment));
  await world.control.runFor(300_000);
  heal();
  await world.control.runFor(600_000);
  await world.control.settle();
  const { ready, phases } = await look(world);
  expect(ready).toEqual(['True', 'True', 'True']);
  expect(phases.toSorted()).toEqual(Array(4).fill('Running'));
  const found = await world.control.complete(() =>
    client.get(appsV1.deployments, { namespace: 'default', name: 'web' }),
  );
  expect(found.status?.availableReplicas).toBe(4);
  await world.close();
  return world.digest();
}

test('what messages are lost delays the cluster and breaks nothing, and one seed loses the same ones', async () => {
  const digest = await throughStorm(1);
  expect(await throughStorm(1)).toBe(digest);
  for (let seed = 2; seed <= 5; seed++) expect(await throughStorm(seed)).not.toBe(digest);
});
