import { expect, test } from 'vitest';
import { coordinationV1, coreV1 } from '../../api/index.ts';
import type { Transport } from '../../apimachinery/index.ts';
import { traceDigest } from '../../simulation/index.ts';
import { createKubelet } from '../index.ts';
import { bind, nodeName, openNode, type TestNode, webPod } from '../testing/open-node.ts';

const lease = ({ simulation, client }: TestNode) =>
  simulation.complete(() =>
    client.get(coordinationV1.leases, { namespace: 'kube-node-lease', name: nodeName }),
  );

test('a kubelet registers its node, ready, with its lease', async () => {
  const node = await openNode();
  const { metadata, spec, status } = await node.node();
  expect(metadata?.labels?.['kubernetes.io/hostname']).toBe(nodeName);
  expect(spec).toMatchObject({ podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24'] });
  expect(spec?.taints).toEqual([{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }]);
  expect(status?.nodeInfo).toMatchObject({
    kubeletVersion: 'v1.36.0',
    containerRuntimeVersion: 'containerd://2.2.0',
  });
  expect(status?.conditions?.map(({ type, status, reason }) => `${type}=${status} ${reason}`)).toEqual([
    'MemoryPressure=False KubeletHasSufficientMemory',
    'DiskPressure=False KubeletHasNoDiskPressure',
    'PIDPressure=False KubeletHasSufficientPID',
    'Ready=True KubeletReady',
  ]);
  expect(await node.events(nodeName)).toEqual([
    'Normal Starting: Starting kubelet.',
    'Normal NodeHasSufficientMemory: Node node-1 status is now: NodeHasSufficientMemory',
    'Normal NodeHasNoDiskPressure: Node node-1 status is now: NodeHasNoDiskPressure',
    'Normal NodeHasSufficientPID: Node node-1 status is now: NodeHasSufficientPID',
    'Normal NodeReady: Node node-1 status is now: NodeReady',
    'Normal NodeAllocatableEnforced: Updated Node Allocatable limit across pods',
  ]);
  expect((await lease(node)).metadata?.ownerReferences).toEqual([
    { apiVersion: 'v1', kind: 'Node', name: nodeName, uid: metadata?.uid },
  ]);
});

test('the lease is renewed every 10 seconds, the status every 5 minutes, and nothing else happens at rest', async () => {
  const node = await openNode();
  await node.run(webPod('web'));
  await node.simulation.settle();
  const before = node.writes.length;
  await node.simulation.runFor(3_600_000);
  const verbs = node.writes.slice(before).map(({ fields }) => `${fields.verb} ${fields.resource}`);
  expect(verbs.filter((verb) => verb === 'update leases')).toHaveLength(360);
  expect(verbs.filter((verb) => verb === 'update nodes')).toHaveLength(12);
  // The events of its start are an hour old by now, and expire.
  expect(verbs.filter((verb) => verb !== 'delete events')).toHaveLength(372);
  expect(node.simulation.pending().filter((line) => !line.includes('background'))).toEqual([]);
  expect((await lease(node)).spec).toEqual({
    holderIdentity: nodeName,
    leaseDurationSeconds: 40,
    renewTime: '2026-01-01T01:00:00.000000Z',
  });
});

test('a node that was given up is put right at the next beat, with events', async () => {
  const node = await openNode();
  const { simulation, client, requests } = node;
  const given = await node.node();
  const known = given.status?.conditions ?? [];
  const conditions = known.map((old) => ({ ...old, status: 'Unknown', reason: 'Silent' }));
  await simulation.runFor(13_000);
  const status = { ...given.status, conditions };
  await simulation.complete(() => client.updateStatus(coreV1.nodes, { ...given, status }));
  const asked = requests.length;
  await simulation.runFor(6900);
  expect((await node.node()).status?.conditions?.map(({ reason }) => reason)).toEqual(
    Array(4).fill('Silent'),
  );
  await simulation.runFor(200);
  const ready = (await node.node()).status?.conditions?.find(({ type }) => type === 'Ready');
  expect(ready).toMatchObject({ status: 'True', reason: 'KubeletReady' });
  expect(ready?.lastTransitionTime).toBe('2026-01-01T00:00:20Z');
  expect(await node.events(nodeName)).toContain(
    'Normal NodeReady: Node node-1 status is now: NodeReady (x2)',
  );
  const nodeRequests = requests.slice(asked).filter((line) => line.includes('/nodes/'));
  expect(nodeRequests).toEqual(['PUT /api/v1/nodes/node-1/status']);
});

test('after a report out of turn the next one is due five minutes later', async () => {
  const node = await openNode();
  const { simulation, client } = node;
  const body = { status: { conditions: [{ type: 'Ready', status: 'False' }] } };
  await simulation.runFor(111_000);
  await simulation.complete(() =>
    client.patch(coreV1.nodes, { name: nodeName }, { type: 'strategic', body }, { subresource: 'status' }),
  );
  await simulation.runFor(600_000);
  const heartbeat = (await node.node()).status?.conditions?.[0]?.lastHeartbeatTime;
  expect(heartbeat).toBe('2026-01-01T00:07:00Z');
});

test('a resource that somebody gives a node stays, and becomes allocatable at the next beat', async () => {
  const node = await openNode();
  const { simulation, client } = node;
  const give = (amount: string | null) => {
    const body = { status: { capacity: { 'example.com/dongle': amount, cpu: '99' } } };
    const patch = { type: 'merge', body } as const;
    return simulation.complete(() =>
      client.patch(coreV1.nodes, { name: nodeName }, patch, { subresource: 'status' }),
    );
  };
  const own = { cpu: '4', memory: '16Gi', pods: '110', 'ephemeral-storage': '100Gi' };
  await give('4');
  await simulation.runFor(10_000);
  const resources = { ...own, 'example.com/dongle': '4' };
  expect((await node.node()).status).toMatchObject({ capacity: resources, allocatable: resources });
  await simulation.runFor(600_000);
  node.kill();
  await node.restart();
  await simulation.runFor(10_000);
  expect((await node.node()).status).toMatchObject({ capacity: resources, allocatable: resources });
  await give(null);
  await simulation.runFor(10_000);
  const { capacity, allocatable } = (await node.node()).status ?? {};
  expect([capacity, allocatable]).toEqual([own, own]);
});

test('what changes about a node while its report is under way is put right at the next beat', async () => {
  let answer = () => {};
  let held: Promise<void> | undefined = new Promise((resolve) => {
    answer = resolve;
  });
  const connect = (direct: Transport): Transport => ({
    async request(request) {
      const response = await direct.request(request);
      if (request.method === 'PUT' && request.path.endsWith('/nodes/node-1/status')) await held;
      return response;
    },
  });
  const node = await openNode({}, 1, connect);
  const { simulation, client } = node;
  const disturb = (status: string) => {
    const body = { status: { conditions: [{ type: 'Ready', status }] } };
    const patch = { type: 'strategic', body } as const;
    return simulation.complete(() =>
      client.patch(coreV1.nodes, { name: nodeName }, patch, { subresource: 'status' }),
    );
  };
  await disturb('False');
  await simulation.runFor(11_000);
  await disturb('Unknown');
  await simulation.runFor(1000);
  held = undefined;
  await simulation.complete(async () => answer());
  await simulation.runFor(10_000);
  const ready = (await node.node()).status?.conditions?.find(({ type }) => type === 'Ready');
  expect(ready?.status).toBe('True');
});

test('a kubelet tells when its node is cordoned, and when it is no more', async () => {
  const node = await openNode();
  const { simulation, client } = node;
  for (const unschedulable of [true, false]) {
    const patch = { type: 'merge', body: { spec: { unschedulable } } } as const;
    await simulation.complete(() => client.patch(coreV1.nodes, { name: nodeName }, patch));
    await simulation.runFor(10_000);
  }
  expect((await node.events(nodeName)).slice(-2)).toEqual([
    'Normal NodeNotSchedulable: Node node-1 status is now: NodeNotSchedulable',
    'Normal NodeSchedulable: Node node-1 status is now: NodeSchedulable',
  ]);
});

test('a lease that somebody else wrote, or deleted, is renewed all the same', async () => {
  const node = await openNode();
  const { simulation, client } = node;
  const key = { namespace: 'kube-node-lease', name: nodeName };
  const body = { metadata: { labels: { touched: 'yes' } } };
  await simulation.complete(() => client.patch(coordinationV1.leases, key, { type: 'merge', body }));
  await simulation.runFor(10_000);
  expect((await lease(node)).metadata?.labels).toEqual({ touched: 'yes' });
  expect((await lease(node)).spec?.renewTime).toBe('2026-01-01T00:00:10.000000Z');
  await simulation.complete(() => client.delete(coordinationV1.leases, key));
  await simulation.runFor(10_000);
  expect((await lease(node)).spec?.renewTime).toBe('2026-01-01T00:00:20.000000Z');
});

test('a kubelet that is killed does nothing more', async () => {
  const node = await openNode();
  await node.run(webPod('web'));
  await node.simulation.runFor(100);
  node.kill();
  const before = node.writes.length;
  await node.run(webPod('late'));
  await node.simulation.runFor(60_000);
  expect(node.writes.slice(before).every(({ fields }) => fields.by === 'user')).toBe(true);
  expect((await node.pod('web')).status?.phase).toBe('Pending');
});

test('started again, it adopts the node and starts the containers of its pods again', async () => {
  const node = await openNode({
    behaviours: [
      { match: { name: 'job' }, run: { exit: { code: 0, afterMs: 100 } } },
      { match: { name: 'once' }, run: { forever: true } },
    ],
  });
  await node.run(webPod('web'));
  await node.run(webPod('once', { restartPolicy: 'Never' }));
  await node.run(webPod('job', { restartPolicy: 'Never' }));
  await node.simulation.settle();
  const before = [await node.node(), await node.pod('web')] as const;
  const job = await node.pod('job');
  node.kill();
  await node.run(webPod('late'));
  await node.simulation.runFor(30_000);
  await node.restart();
  await node.simulation.settle();
  const after = [await node.node(), await node.pod('web')] as const;
  expect(after[0].metadata?.uid).toBe(before[0].metadata?.uid);
  expect(after[0].status?.nodeInfo?.bootID).not.toBe(before[0].status?.nodeInfo?.bootID);
  expect(after[1].status).toMatchObject({
    phase: 'Running',
    startTime: before[1].status?.startTime,
    containerStatuses: [
      {
        ready: true,
        restartCount: 1,
        lastState: {
          terminated: {
            exitCode: 255,
            reason: 'Unknown',
            containerID: before[1].status?.containerStatuses?.[0]?.containerID,
          },
        },
      },
    ],
  });
  const told = (await node.events('web')).join('\n');
  expect(told).toContain('Normal SandboxChanged: Pod sandbox changed, it will be killed and re-created.');
  expect(told).not.toContain('Pulling image "nginx:1.27" (x2)');
  expect(await node.events('late')).not.toContainEqual(expect.stringContaining('SandboxChanged'));
  const { bootID } = after[0].status?.nodeInfo ?? {};
  expect(await node.events(nodeName)).toContain(
    `Warning Rebooted: Node node-1 has been rebooted, boot id: ${bootID}`,
  );
  expect((await node.pod('once')).status).toMatchObject({ phase: 'Failed' });
  expect((await node.pod('late')).status).toMatchObject({ phase: 'Running' });
  expect((await node.pod('job')).metadata?.resourceVersion).toBe(job.metadata?.resourceVersion);
});

test('started again, it leaves alone what has succeeded or failed', async () => {
  const node = await openNode({ behaviours: [{ match: { name: 'done' }, run: { exit: { code: 0 } } }] });
  const large = { name: 'web', image: 'nginx:1.27', resources: { requests: { cpu: '5' } } };
  await node.run(webPod('refused', { containers: [large] }));
  await node.run(webPod('done', { restartPolicy: 'Never' }));
  await node.run(webPod('late', { activeDeadlineSeconds: 1 }));
  await node.simulation.runFor(5000);
  const read = async () => [await node.pod('refused'), await node.pod('done'), await node.pod('late')];
  const before = await read();
  expect(before.map(({ status }) => status?.reason)).toEqual(['OutOfcpu', undefined, 'DeadlineExceeded']);
  node.kill();
  await node.restart();
  await node.simulation.runFor(20_000);
  expect(await read()).toEqual(before);
});

test('pods deleted while it was down are reported as ended and go when it is back', async () => {
  const node = await openNode();
  await node.run(webPod('web'));
  await node.simulation.settle();
  node.kill();
  const key = { namespace: 'default', name: 'web' };
  await node.simulation.complete(() => node.client.delete(coreV1.pods, key));
  await node.simulation.runFor(60_000);
  expect((await node.pod('web')).metadata?.deletionTimestamp).toBeDefined();
  await node.restart();
  await node.simulation.settle();
  await expect(node.pod('web')).rejects.toThrow('not found');
});

/** The digest of a run in which five pods come up, and when each became ready. */
async function fivePods(
  seed: number,
  extra = false,
): Promise<{ digest: string; readyMs: Map<string, number> }> {
  const node = await openNode({}, seed);
  const digest = traceDigest(node.simulation.environment.trace);
  const readyMs = new Map<string, number>();
  node.simulation.environment.trace.subscribe(({ kind, fields, atMs }) => {
    if (kind === 'kubelet' && fields.action === 'ready') readyMs.set(String(fields.pod), atMs);
  });
  const names = [...(extra ? ['extra'] : []), 'a', 'b', 'c', 'd', 'e'];
  const image = (name: string) => ({ containers: [{ name: 'web', image: `image-${name}` }] });
  for (const name of names) await node.run(webPod(name, image(name)));
  await node.simulation.settle();
  return { digest: digest.value(), readyMs };
}

test('one seed repeats, two seeds differ', async () => {
  const [first, again, other] = [await fivePods(7), await fivePods(7), await fivePods(8)];
  expect(again.digest).toBe(first.digest);
  expect(other.digest).not.toBe(first.digest);
  expect(new Set(first.readyMs.values()).size).toBeGreaterThan(1);
});

test('one pod more does not shift what the others draw', async () => {
  const without = await fivePods(7);
  const withExtra = await fivePods(7, true);
  withExtra.readyMs.delete('default/extra');
  expect([...withExtra.readyMs].toSorted()).toEqual([...without.readyMs].toSorted());
});

test('what a kubelet cannot be is refused at once', async () => {
  const { simulation, client } = await openNode();
  const create = (options: object) => () =>
    createKubelet(simulation.environment.fork('k'), { client, node: { name: 'n' }, ...options });
  expect(create({ behaviours: [{ run: { exit: {} } }] })).toThrow('behaviours[0].run.exit.code: is missing');
  expect(create({ node: { name: 'n', index: -1 } })).toThrow('index must be');
});

test('a pod of the same name on the same node is another pod', async () => {
  const node = await openNode();
  const { simulation, client } = node;
  await node.run(webPod('web'));
  await simulation.settle();
  const first = await node.pod('web');
  await simulation.complete(async () => {
    await client.delete(coreV1.pods, { namespace: 'default', name: 'web' }, { gracePeriodSeconds: 0 });
    await bind(client, await client.create(coreV1.pods, webPod('web')));
  });
  await simulation.settle();
  const second = await node.pod('web');
  expect(second.metadata?.uid).not.toBe(first.metadata?.uid);
  expect(second.status).toMatchObject({ phase: 'Running', containerStatuses: [{ restartCount: 0 }] });
  expect(second.status?.containerStatuses?.[0]?.containerID).not.toBe(
    first.status?.containerStatuses?.[0]?.containerID,
  );
});
