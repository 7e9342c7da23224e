import { expect, test } from 'vitest';
import { coordinationV1 } from '../../api/index.ts';
import type { Transport } from '../../apimachinery/index.ts';
import { cutOff, obstructed } from '../testing/obstructed.ts';
import { nodeName, openNode, type TestNode } from '../testing/open-node.ts';

const key = { namespace: 'kube-node-lease', name: nodeName };
const path = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${nodeName}`;

const renewedAt = async ({ simulation, client }: TestNode) => {
  const { spec } = await simulation.complete(() => client.get(coordinationV1.leases, key));
  return spec?.renewTime?.slice(11, 19);
};

function retriesOf({ simulation }: TestNode): string[] {
  const retries: string[] = [];
  simulation.environment.trace.subscribe(({ kind, fields }) => {
    if (kind === 'kubelet-retry' && fields.lease !== undefined) {
      retries.push(`${fields.lease}: ${fields.message}`);
    }
  });
  return retries;
}

test('a renewal that fails is tried again when the next is due, and told in the trace', async () => {
  const { way, connect } = obstructed();
  const node = await openNode({}, 1, connect);
  const retries = retriesOf(node);
  way.error = (request) => (request.path === path ? cutOff() : undefined);
  await node.simulation.runFor(25_000);
  expect([await renewedAt(node), retries]).toEqual(['00:00:00', Array(2).fill('node-1: cut off')]);
  way.error = () => undefined;
  await node.simulation.runFor(10_000);
  expect([await renewedAt(node), retries.length]).toEqual(['00:00:30', 2]);
});

test('a renewal that others outrun is tried five times', async () => {
  let lost = 0;
  let losesMax = 0;
  const outrun = (direct: Transport): Transport => ({
    async request(request) {
      if (request.method === 'PUT' && request.path === path && lost < losesMax) {
        lost += 1;
        const body = { metadata: { labels: { lost: `${losesMax} ${lost}` } } };
        await node.client.patch(coordinationV1.leases, key, { type: 'merge', body });
      }
      return direct.request(request);
    },
  });
  const node = await openNode({}, 1, outrun);
  for (const [loses, renewed] of [
    [4, '00:00:10'],
    [5, '00:00:10'],
    [0, '00:00:30'],
  ] as const) {
    lost = 0;
    losesMax = loses;
    await node.simulation.runFor(10_000);
    expect([lost, await renewedAt(node)]).toEqual([loses, renewed]);
  }
});

test('a lease is read once, and then written as it was last written', async () => {
  const node = await openNode();
  node.requests.length = 0;
  await node.simulation.runFor(30_000);
  expect(node.requests).toEqual(Array(3).fill(`PUT ${path}`));
});

test('a kubelet that ends while it renews says no more of it', async () => {
  const { way, connect } = obstructed();
  const node = await openNode({}, 1, connect);
  const retries = retriesOf(node);
  way.error = () => {
    node.kill();
    return cutOff();
  };
  await node.simulation.runFor(30_000);
  expect(retries).toEqual([]);
});
