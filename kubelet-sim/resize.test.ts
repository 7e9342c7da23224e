import { expect, test } from 'vitest';
import { coreV1, type V1Pod, type V1ResourceRequirements } from '../api/index.ts';
import type { DeclaredAmount } from './index.ts';
import { openNode, type TestNode, webPod } from './testing/open-node.ts';

const key = (name: string) => ({ namespace: 'default', name });
const requests = (cpu: string, memory = '1Gi') => ({ requests: { cpu, memory } });
const podOf = (name: string, resources: V1ResourceRequirements): V1Pod =>
  webPod(name, { containers: [{ name: 'web', image: 'nginx', resources }] });

const resize = ({ simulation, client }: TestNode, name: string, resources: V1ResourceRequirements) =>
  simulation.complete(async () => {
    const body = { spec: { containers: [{ name: 'web', resources }] } };
    await client.patch(coreV1.pods, key(name), { type: 'strategic', body }, { subresource: 'resize' });
  });

async function run(node: TestNode, name: string, resources: V1ResourceRequirements): Promise<void> {
  await node.run(podOf(name, resources));
  await node.simulation.settle();
}

const pendingOf = ({ status }: V1Pod) => status?.conditions?.find(({ type }) => type === 'PodResizePending');
const givenTo = ({ status }: V1Pod) => status?.containerStatuses?.[0]?.allocatedResources;

test('more than the node has is infeasible, and the pod keeps what it has', async () => {
  const node = await openNode();
  await run(node, 'web', requests('1'));
  await resize(node, 'web', requests('5'));
  await node.simulation.settle();
  const web = await node.pod('web');
  const message = "Node didn't have enough capacity: cpu, requested: 5000, capacity: 4000";
  expect(pendingOf(web)).toMatchObject({
    status: 'True',
    reason: 'Infeasible',
    message,
    observedGeneration: web.metadata?.generation,
  });
  expect(givenTo(web)).toEqual({ cpu: '1', memory: '1Gi' });
  expect(web.status?.allocatedResources).toEqual({ cpu: '1', memory: '1Gi' });
  const wanted = '{"containers":[{"name":"web","resources":{"requests":{"cpu":"5","memory":"1Gi"}}}]';
  expect((await node.events('web')).at(-1)).toBe(
    `Warning ResizeInfeasible: Pod resize Infeasible: ${wanted},"generation":2,"error":"${message}"}`,
  );
  await run(node, 'next', requests('3'));
  expect((await node.pod('next')).status?.phase).toBe('Running');
});

test('why it is pending is told once', async () => {
  const node = await openNode();
  await run(node, 'web', requests('1'));
  await resize(node, 'web', requests('5'));
  await node.simulation.settle();
  const body = { spec: { containers: [{ name: 'web', image: 'nginx:2' }] } };
  const patch = { type: 'strategic', body } as const;
  await node.simulation.complete(() => node.client.patch(coreV1.pods, key('web'), patch));
  await node.simulation.settle();
  const web = await node.pod('web');
  expect([pendingOf(web)?.reason, web.status?.containerStatuses?.[0]?.restartCount]).toEqual([
    'Infeasible',
    1,
  ]);
  expect(givenTo(web)?.cpu).toBe('1');
  const told = (await node.events('web')).filter((line) => line.includes('ResizeInfeasible'));
  expect(told).toEqual([expect.not.stringContaining('(x2)')]);
});

test('of memory and cpu that are both too much, memory is told', async () => {
  const node = await openNode();
  await run(node, 'web', requests('1'));
  await resize(node, 'web', requests('5', '17Gi'));
  await node.simulation.settle();
  expect(pendingOf(await node.pod('web'))?.message).toBe(
    `Node didn't have enough capacity: memory, requested: ${17 * 2 ** 30}, capacity: ${16 * 2 ** 30}`,
  );
});

test('what others have is deferred until they are gone', async () => {
  const node = await openNode();
  await run(node, 'other', requests('2'));
  await run(node, 'web', requests('1'));
  await resize(node, 'web', requests('3'));
  await node.simulation.settle();
  const waits = await node.pod('web');
  expect(pendingOf(waits)).toMatchObject({
    reason: 'Deferred',
    message: "Node didn't have enough resource: cpu, requested: 3000, used: 2000, capacity: 4000",
  });
  expect(givenTo(waits)?.cpu).toBe('1');
  await node.simulation.complete(() => node.client.delete(coreV1.pods, key('other')));
  await node.simulation.settle();
  const web = await node.pod('web');
  expect([pendingOf(web), givenTo(web)?.cpu, web.status?.allocatedResources?.cpu]).toEqual([
    undefined,
    '3',
    '3',
  ]);
  expect((await node.events('web')).slice(-3).map((line) => line.split(':')[0])).toEqual([
    'Warning ResizeDeferred',
    'Normal ResizeStarted',
    'Normal ResizeCompleted',
  ]);
});

test('what another gives back is free for who waits', async () => {
  const node = await openNode();
  await run(node, 'other', requests('2'));
  await run(node, 'web', requests('1'));
  await resize(node, 'web', requests('3'));
  await resize(node, 'other', requests('1'));
  await node.simulation.settle();
  expect(givenTo(await node.pod('web'))?.cpu).toBe('3');
});

test('what is feasible is given at once, and counts', async () => {
  const node = await openNode();
  await run(node, 'web', requests('1'));
  await resize(node, 'web', requests('2'));
  await node.simulation.settle();
  const web = await node.pod('web');
  expect([pendingOf(web), givenTo(web)]).toEqual([undefined, { cpu: '2', memory: '1Gi' }]);
  expect(web.status?.containerStatuses?.[0]).toMatchObject({ restartCount: 0, resources: requests('2') });
  await run(node, 'next', requests('3'));
  expect((await node.pod('next')).status?.reason).toBe('OutOfcpu');
  await resize(node, 'web', requests('1'));
  await run(node, 'later', requests('3'));
  expect((await node.pod('later')).status?.phase).toBe('Running');
});

test('a wish that is taken back is pending no more', async () => {
  const node = await openNode();
  await run(node, 'web', requests('1'));
  await resize(node, 'web', requests('5'));
  await node.simulation.settle();
  await resize(node, 'web', requests('1'));
  await node.simulation.settle();
  const web = await node.pod('web');
  expect([pendingOf(web), givenTo(web)?.cpu]).toEqual([undefined, '1']);
});

test('who waits and goes does not wait any more', async () => {
  const node = await openNode();
  await run(node, 'other', requests('2'));
  await run(node, 'web', requests('1'));
  await resize(node, 'web', requests('3'));
  await node.simulation.settle();
  for (const name of ['web', 'other']) {
    await node.simulation.complete(() => node.client.delete(coreV1.pods, key(name)));
    await node.simulation.settle();
  }
  await run(node, 'next', requests('4'));
  expect((await node.pod('next')).status?.phase).toBe('Running');
});

test('a kubelet that comes back knows what a pod has, and what it waits for', async () => {
  const node = await openNode();
  await run(node, 'web', requests('1'));
  await resize(node, 'web', requests('5'));
  await node.simulation.settle();
  node.kill();
  await node.restart({ resumes: true });
  await node.simulation.settle();
  const web = await node.pod('web');
  expect([pendingOf(web)?.reason, givenTo(web)?.cpu]).toEqual(['Infeasible', '1']);
  await run(node, 'next', requests('3'));
  expect((await node.pod('next')).status?.phase).toBe('Running');
});

test('of sidecars, too', async () => {
  const node = await openNode();
  const sidecar = { name: 'proxy', image: 'nginx', restartPolicy: 'Always', resources: requests('1') };
  const containers = [{ name: 'web', image: 'nginx', resources: requests('1') }];
  await node.run(webPod('web', { initContainers: [sidecar], containers }));
  await node.simulation.settle();
  const body = { spec: { initContainers: [{ name: 'proxy', resources: requests('4') }] } };
  await node.simulation.complete(() =>
    node.client.patch(coreV1.pods, key('web'), { type: 'strategic', body }, { subresource: 'resize' }),
  );
  await node.simulation.settle();
  const web = await node.pod('web');
  expect(pendingOf(web)?.message).toContain('requested: 5000, capacity: 4000');
  expect(web.status?.initContainerStatuses?.[0]?.allocatedResources?.cpu).toBe('1');
  node.kill();
  await node.restart({ resumes: true });
  await node.simulation.settle();
  const resumed = await node.pod('web');
  expect(resumed.status?.initContainerStatuses?.[0]?.allocatedResources?.cpu).toBe('1');
  expect(pendingOf(resumed)?.reason).toBe('Infeasible');
});

const progressOf = ({ status }: V1Pod) =>
  status?.conditions?.find(({ type }) => type === 'PodResizeInProgress');
const reasonsOf = async (node: TestNode) =>
  (await node.events('web')).map((line) => line.split(':')[0]?.split(' ')[1]);

test('what was granted is carried out a second later, and meanwhile in progress', async () => {
  const node = await openNode();
  await run(node, 'web', requests('1'));
  await resize(node, 'web', requests('2'));
  await node.simulation.runFor(500);
  const meanwhile = await node.pod('web');
  expect(progressOf(meanwhile)).toMatchObject({ status: 'True', observedGeneration: 2 });
  expect(givenTo(meanwhile)?.cpu).toBe('2');
  expect(meanwhile.status?.containerStatuses?.[0]?.resources).toEqual(requests('1'));
  expect([meanwhile.status?.allocatedResources?.cpu, meanwhile.status?.resources?.requests?.cpu]).toEqual([
    '2',
    '1',
  ]);
  expect((await reasonsOf(node)).at(-1)).toBe('ResizeStarted');
  await node.simulation.settle();
  const done = await node.pod('web');
  expect([progressOf(done), done.status?.containerStatuses?.[0]?.resources]).toEqual([
    undefined,
    requests('2'),
  ]);
  expect(done.status?.resources?.requests?.cpu).toBe('2');
  expect((await node.events('web')).at(-1)).toBe(
    'Normal ResizeCompleted: Pod resize completed: {"containers":[{"name":"web","resources":{"requests":{"cpu":"2","memory":"1Gi"}}}],"generation":2}',
  );
});

test('a container that must be restarted for it is, and then the resize is done', async () => {
  const node = await openNode({ preset: 'instant' });
  const resizePolicy = [
    { resourceName: 'memory', restartPolicy: 'RestartContainer' },
    { resourceName: 'cpu', restartPolicy: 'NotRequired' },
  ];
  const containers = [{ name: 'web', image: 'nginx', resources: requests('1'), resizePolicy }];
  await node.run(webPod('web', { containers }));
  await node.simulation.settle();
  await resize(node, 'web', requests('2'));
  await node.simulation.settle();
  const first = await node.pod('web');
  expect(first.status?.containerStatuses?.[0]).toMatchObject({ restartCount: 0, resources: requests('2') });
  await resize(node, 'web', requests('2', '2Gi'));
  await node.simulation.settle();
  const web = await node.pod('web');
  expect(web.status?.containerStatuses?.[0]).toMatchObject({
    restartCount: 1,
    resources: requests('2', '2Gi'),
  });
  expect(progressOf(web)).toBeUndefined();
  expect(await node.events('web')).toContain('Normal Killing: Container web resize requires restart');
  const told = await reasonsOf(node);
  expect(told.lastIndexOf('ResizeCompleted')).toBeGreaterThan(told.lastIndexOf('Killing'));
});

test('a memory limit below what is used is not given, until less is used', async () => {
  const memory: DeclaredAmount = {
    points: [
      [0, '200Mi'],
      [40_000, '50Mi'],
    ],
  };
  const node = await openNode({ preset: 'instant', behaviours: [{ usage: { memory } }] });
  const limits = (text: string) => ({ limits: { memory: text }, requests: { memory: '10Mi' } });
  await run(node, 'web', limits('256Mi'));
  await resize(node, 'web', limits('100Mi'));
  await node.simulation.runFor(2_000);
  const message =
    'cannot decrease memory limits: [attempting to set pod memory limit (104857600) below current usage (209715200), ' +
    'attempting to set container "web" memory limit (104857600) below current usage (209715200)]';
  const waits = await node.pod('web');
  expect(progressOf(waits)).toMatchObject({ status: 'True', reason: 'Error', message });
  expect(waits.status?.containerStatuses?.[0]?.resources).toEqual(limits('256Mi'));
  await node.simulation.runFor(30_000);
  const errors = (await node.events('web')).filter((line) => line.includes('ResizeError'));
  expect(errors).toEqual([
    expect.stringMatching(/^Warning ResizeError: Pod resize error: .*"error":"cannot decrease .*[^)]$/),
  ]);
  await node.simulation.runFor(20_000);
  const web = await node.pod('web');
  expect([progressOf(web), web.status?.phase]).toEqual([undefined, 'Running']);
  expect(web.status?.containerStatuses?.[0]?.resources).toEqual(limits('100Mi'));
});

test('a pod that ends meanwhile has no resize any more', async () => {
  const node = await openNode({ preset: 'instant' });
  await run(node, 'web', requests('1'));
  await resize(node, 'web', requests('2'));
  await node.simulation.complete(() => node.client.delete(coreV1.pods, key('web')));
  await node.simulation.settle();
  expect(await reasonsOf(node)).not.toContain('ResizeCompleted');
});
