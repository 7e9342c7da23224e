import { expect, test } from 'vitest';
import { type CoreV1Event, coreV1, type V1Node } from '../../api/index.ts';
import type { Transport } from '../../apimachinery/index.ts';
import { cutOff, obstructed } from '../testing/obstructed.ts';
import { nodeName, openNode, type TestNode } from '../testing/open-node.ts';

const nodes = '/api/v1/nodes';

/** A node that is there before its kubelet is. */
async function replaced(node: TestNode, made: Partial<V1Node>): Promise<void> {
  const { simulation, client } = node;
  node.kill();
  await simulation.complete(() => client.delete(coreV1.nodes, { name: nodeName }));
  const body = { ...made, metadata: { name: nodeName, ...made.metadata } };
  await simulation.complete(() => client.create(coreV1.nodes, body));
}

function retriesOf({ simulation }: TestNode): string[] {
  const retries: string[] = [];
  simulation.environment.trace.subscribe(({ kind, fields }) => {
    if (kind === 'kubelet-retry' && fields.node !== undefined)
      retries.push(`${fields.node}: ${fields.message}`);
  });
  return retries;
}

async function cordon({ simulation, client }: TestNode): Promise<void> {
  const patch = { type: 'merge', body: { spec: { unschedulable: true } } } as const;
  await simulation.complete(() => client.patch(coreV1.nodes, { name: nodeName }, patch));
}

const cordoned = 'Normal NodeNotSchedulable: Node node-1 status is now: NodeNotSchedulable';

test('of a node that was there before, the labels of the kubelet are put right, and no others', async () => {
  const node = await openNode();
  await replaced(node, { metadata: { labels: { 'kubernetes.io/os': 'plan9', mine: 'yes' } } });
  await node.restart({ resumes: true });
  const { metadata, status } = await node.node();
  expect(metadata?.labels).toEqual({
    mine: 'yes',
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': nodeName,
    'kubernetes.io/os': 'linux',
  });
  expect(status?.nodeInfo?.bootID).toMatch(/^[0-9a-f-]{36}$/);
  expect(node.requests).toContain(`PATCH ${nodes}/${nodeName}`);
  node.requests.length = 0;
  node.kill();
  await node.restart();
  expect(node.requests).not.toContain(`PATCH ${nodes}/${nodeName}`);
});

test('a node without labels gets those of the kubelet', async () => {
  const node = await openNode();
  await replaced(node, {});
  await node.restart();
  expect((await node.events(nodeName)).join('\n')).not.toContain('Rebooted');
  expect((await node.node()).metadata?.labels).toMatchObject({ 'kubernetes.io/hostname': nodeName });
});

test('a server out of reach is asked again for ever, with pauses up to seven seconds', async () => {
  const { way, connect } = obstructed();
  const node = await openNode({}, 1, connect);
  const retries = retriesOf(node);
  const triesMs: number[] = [];
  const { clock } = node.simulation.environment;
  const begunMs = clock.now();
  node.kill();
  way.error = ({ method, path }) => {
    expect(node.known()).toEqual([]);
    if (method === 'POST' && path === nodes) triesMs.push(clock.now() - begunMs);
    return triesMs.length < 10 ? cutOff() : undefined;
  };
  await node.restart();
  expect(triesMs).toEqual([0, 100, 300, 700, 1500, 3100, 6300, 12_700, 19_700, 26_700]);
  expect(retries).toEqual(Array(9).fill('node-1: cut off'));
});

test('beats are counted from the registration, and the world waits for one that is needed', async () => {
  const node = await openNode();
  const { simulation } = node;
  node.kill();
  await simulation.runFor(3300);
  await node.restart();
  await simulation.runFor(12_000);
  await cordon(node);
  const { clock } = simulation.environment;
  const seenMs = clock.now();
  await simulation.settle();
  expect(clock.now() - seenMs).toBe(8000);
  expect((await node.events(nodeName)).at(-1)).toBe(cordoned);
});

test('a beat that fails comes again ten seconds later', async () => {
  const { way, connect } = obstructed();
  const node = await openNode({}, 1, connect);
  const retries = retriesOf(node);
  const { simulation, client } = node;
  const body = { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } };
  const patch = { type: 'strategic', body } as const;
  await simulation.complete(() =>
    client.patch(coreV1.nodes, { name: nodeName }, patch, { subresource: 'status' }),
  );
  way.error = ({ path }) => (path === `${nodes}/${nodeName}/status` ? cutOff() : undefined);
  await simulation.runFor(15_000);
  way.error = () => undefined;
  const ready = async () => {
    const { status } = await node.node();
    return status?.conditions?.find(({ type }) => type === 'Ready')?.status;
  };
  expect([await ready(), retries]).toEqual(['Unknown', ['node-1: cut off']]);
  await simulation.runFor(6000);
  expect([await ready(), retries.length]).toEqual(['True', 1]);
});

test('after it was out of reach the next beat asks how the node is, once', async () => {
  const { way, connect } = obstructed();
  const node = await openNode({}, 1, connect);
  const { simulation, requests } = node;
  way.error = cutOff;
  await simulation.runFor(15_000);
  way.error = () => undefined;
  await simulation.runFor(20_000);
  const read = `GET ${nodes}/${nodeName}`;
  expect(requests.filter((request) => request === read)).toHaveLength(1);
  await cordon(node);
  await simulation.runFor(20_000);
  expect(requests.filter((request) => request === read)).toHaveLength(1);
});

test('a cordon is told, and the status not written for it', async () => {
  const node = await openNode();
  await cordon(node);
  await node.simulation.runFor(20_000);
  expect((await node.events(nodeName)).at(-1)).toBe(cordoned);
  expect(node.requests).not.toContain(`PUT ${nodes}/${nodeName}/status`);
});

test('a node that was deleted is not made again', async () => {
  const node = await openNode();
  await cordon(node);
  await node.simulation.complete(() => node.client.delete(coreV1.nodes, { name: nodeName }));
  node.requests.length = 0;
  await node.simulation.runFor(700_000);
  await expect(node.node()).rejects.toThrow('not found');
  // Its watch goes on.
  const wrote = node.requests.filter((request) => request.includes(nodes) && !request.startsWith('GET'));
  expect(wrote).toEqual([]);
});

test('a report that others outrun is given up after five tries, and comes with the next beat', async () => {
  let lost = 0;
  let losesMax = 0;
  const outrun = (direct: Transport): Transport => ({
    async request(request) {
      if (request.method !== 'PUT' || request.path !== `${nodes}/${nodeName}/status` || lost >= losesMax)
        return direct.request(request);
      lost += 1;
      // Somebody was faster.
      const patch = { type: 'merge', body: { metadata: { labels: { lost: `${lost}` } } } } as const;
      await node.client.patch(coreV1.nodes, { name: nodeName }, patch);
      return direct.request(request);
    },
  });
  const node = await openNode({}, 1, outrun);
  const retries = retriesOf(node);
  for (const [loses, tellsMs] of [
    [4, 300_000],
    [5, 310_000],
  ] as const) {
    lost = 0;
    losesMax = loses;
    const before = (await node.node()).status?.conditions?.[0]?.lastHeartbeatTime ?? '';
    await node.simulation.runFor(310_000);
    const after = (await node.node()).status?.conditions?.[0]?.lastHeartbeatTime ?? '';
    expect([lost, Date.parse(after) - Date.parse(before)]).toEqual([loses, tellsMs]);
  }
  expect(retries).toHaveLength(1);
});

test('a node says of itself what the volume controllers look for, its network and its taints', async () => {
  const taints = [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }];
  const node = await openNode({ node: { name: nodeName, taints, index: 3 } });
  const { metadata, spec } = await node.node();
  expect(metadata?.annotations).toMatchObject({
    'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
  });
  expect(spec?.podCIDRs).toEqual(['10.244.3.0/24']);
  expect(spec?.taints).toContainEqual(taints[0]);
});

test('the events of a kubelet say where they come from', async () => {
  const node = await openNode();
  const { items } = await node.simulation.complete(() =>
    node.client.list(coreV1.events, { namespace: 'default' }),
  );
  const sources = items.map(({ source }: CoreV1Event) => source);
  expect(sources).toEqual(items.map(() => ({ component: 'kubelet', host: nodeName })));
});

test('images are told half a minute after they came, all at once, and stay when the kubelet is started again', async () => {
  const node = await openNode();
  const puts = () => node.requests.filter((request) => request === `PUT ${nodes}/${nodeName}/status`).length;
  for (const image of ['web:1', 'web:2']) {
    const name = image.replace(':', '-');
    await node.run({ metadata: { name, namespace: 'default' }, spec: { containers: [{ name, image }] } });
  }
  await node.simulation.runFor(10_000);
  const before = puts();
  expect((await node.node()).status?.images).toBeUndefined();
  await node.simulation.runFor(60_000);
  const images = (await node.node()).status?.images;
  expect(images?.map(({ names }) => names?.[1])).toEqual([
    'docker.io/library/web:1',
    'docker.io/library/web:2',
  ]);
  expect(puts()).toBe(before + 1);
  node.kill();
  await node.restart();
  await node.simulation.runFor(60_000);
  expect((await node.node()).status?.images).toEqual(images);
});
