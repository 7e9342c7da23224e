import { expect, test } from 'vitest';
import { coreV1, type V1Pod } from '../api/index.ts';
import type { TraceRecord } from '../environment/index.ts';
import { behaviourAnnotation } from './index.ts';
import { nodeName, openNode, type TestNode, webPod } from './testing/open-node.ts';

const statusWrites = ({ writes }: TestNode, name: string): number =>
  writes.filter(({ fields }) => fields.name === name && fields.subresource === 'status').length;

const conditionsOf = ({ status }: V1Pod): string[] =>
  (status?.conditions ?? []).map(
    ({ type, status, reason }) => `${type}=${status}${reason ? ` ${reason}` : ''}`,
  );

test('a pod is Pending while its image comes, then Running and ready: two status writes', async () => {
  const node = await openNode();
  await node.run(webPod('web'));
  await node.simulation.runFor(10);
  const pending = await node.pod('web');
  expect(pending.status).toMatchObject({ phase: 'Pending', hostIP: '172.18.0.2' });
  expect(pending.status?.containerStatuses?.[0]?.state).toEqual({ waiting: { reason: 'ContainerCreating' } });
  expect(conditionsOf(pending)).toEqual([
    'PodReadyToStartContainers=False',
    'Initialized=True',
    'Ready=False ContainersNotReady',
    'ContainersReady=False ContainersNotReady',
    'PodScheduled=True',
  ]);
  await node.simulation.settle();
  const running = await node.pod('web');
  expect(running.status).toMatchObject({
    phase: 'Running',
    podIP: '10.244.0.2',
    startTime: '2026-01-01T00:00:00Z',
  });
  expect(running.status?.containerStatuses?.[0]).toMatchObject({
    ready: true,
    started: true,
    restartCount: 0,
    image: 'docker.io/library/nginx:1.27',
    containerID: expect.stringMatching(/^containerd:\/\/[0-9a-f]{64}$/),
    imageID: expect.stringMatching(/^docker.io\/library\/nginx@sha256:[0-9a-f]{64}$/),
  });
  expect(running.status?.conditions?.every(({ status }) => status === 'True')).toBe(true);
  expect(statusWrites(node, 'web')).toBe(2);
});

test('events tell of pull, creation and start; an image that is there is not pulled again', async () => {
  const { simulation, run, events } = await openNode();
  await run(webPod('a'));
  await simulation.settle();
  await run(webPod('b'));
  await simulation.settle();
  const [pulling, pulled, ...rest] = await events('a');
  expect(pulling).toBe('Normal Pulling: Pulling image "nginx:1.27"');
  expect(pulled).toMatch(
    /^Normal Pulled: Successfully pulled image "nginx:1.27" in [\d.]+m?s \([\d.]+m?s including waiting\)\. Image size: 50000000 bytes\.$/,
  );
  expect(rest).toEqual(['Normal Created: Container created', 'Normal Started: Container started']);
  expect((await events('b'))[0]).toBe(
    'Normal Pulled: Container image "nginx:1.27" already present on machine and can be accessed by the pod',
  );
});

test('with the instant preset a pod is Running and ready with one write, at once', async () => {
  const node = await openNode({ preset: 'instant' });
  const { simulation } = node;
  const begunMs = simulation.environment.clock.now();
  await node.run(webPod('web'));
  await simulation.settle();
  expect(simulation.environment.clock.now()).toBe(begunMs);
  expect((await node.pod('web')).status?.phase).toBe('Running');
  expect(statusWrites(node, 'web')).toBe(1);
});

test('readiness comes when declared, by a write of its own', async () => {
  const node = await openNode({ preset: 'instant', behaviours: [{ ready: { afterMs: 5000 } }] });
  await node.run(webPod('web'));
  await node.simulation.runFor(4999);
  expect(conditionsOf(await node.pod('web'))).toContain('Ready=False ContainersNotReady');
  await node.simulation.runFor(2);
  expect(conditionsOf(await node.pod('web'))).toContain('Ready=True');
  expect(statusWrites(node, 'web')).toBe(2);
});

test("a pod's own annotation comes before the kubelet's behaviours, and is refused where it is wrong", async () => {
  const { simulation, run, pod, events } = await openNode({ behaviours: [{ ready: { never: true } }] });
  await run(webPod('good', {}, { [behaviourAnnotation]: '{"ready": {"afterMs": 0}}' }));
  await run(webPod('bad', {}, { [behaviourAnnotation]: '{"ready": {"after": 0}}' }));
  await simulation.settle();
  expect(conditionsOf(await pod('good'))).toContain('Ready=True');
  expect((await pod('bad')).status?.containerStatuses?.[0]?.state?.waiting).toEqual({
    reason: 'CreateContainerConfigError',
    message: 'homeostat.dev/behaviour.ready.after: unknown field; there are afterMs, never',
  });
  expect(await events('bad')).toEqual([
    'Warning Failed: Error: homeostat.dev/behaviour.ready.after: unknown field; there are afterMs, never',
  ]);
});

test('conditions of others are kept, and a readiness gate is waited for', async () => {
  const node = await openNode({ preset: 'instant' });
  const key = { namespace: 'default', name: 'web' };
  await node.run(webPod('web', { readinessGates: [{ conditionType: 'example.com/up' }] }));
  await node.simulation.settle();
  expect(conditionsOf(await node.pod('web'))).toContain('Ready=False ReadinessGatesNotReady');
  const body = { status: { conditions: [{ type: 'example.com/up', status: 'True' }] } };
  await node.simulation.complete(() =>
    node.client.patch(coreV1.pods, key, { type: 'strategic', body }, { subresource: 'status' }),
  );
  await node.simulation.settle();
  const conditions = conditionsOf(await node.pod('web'));
  expect(conditions).toContain('Ready=True');
  expect(conditions).toContain('example.com/up=True');
});

test('writes of others in between are no trouble: the kubelet looks again and goes on', async () => {
  const node = await openNode();
  const key = { namespace: 'default', name: 'web' };
  await node.run(webPod('web'));
  for (let step = 0; step < 30; step++) {
    await node.simulation.runFor(50);
    const body = { metadata: { labels: { step: `s${step}` } } };
    await node.simulation.complete(() => node.client.patch(coreV1.pods, key, { type: 'merge', body }));
  }
  await node.simulation.settle();
  const pod = await node.pod('web');
  expect(pod.status?.phase).toBe('Running');
  expect(pod.metadata?.labels).toEqual({ step: 's29' });
  expect(statusWrites(node, 'web')).toBe(2);
});

test('what the API server knows already is not sent again', async () => {
  const node = await openNode({ preset: 'instant' });
  await node.run(webPod('web'));
  await node.simulation.settle();
  node.requests.length = 0;
  const key = { namespace: 'default', name: 'web' };
  const conditions = [{ type: 'example.com/seen', status: 'True' }];
  for (const [body, options] of [
    [{ metadata: { labels: { a: 'b' } } }, {}],
    [{ status: { conditions } }, { subresource: 'status' as const }],
  ] as const) {
    const patch = { type: 'strategic' as const, body };
    await node.simulation.complete(() => node.client.patch(coreV1.pods, key, patch, options));
  }
  await node.simulation.runFor(5000);
  expect(node.requests).toEqual([]);
});

test('another image: the container is stopped and started again', async () => {
  const { simulation, run, pod, client, events } = await openNode();
  await run(webPod('web'));
  await simulation.settle();
  const body = { spec: { containers: [{ name: 'web', image: 'nginx:1.28' }] } };
  await simulation.complete(() =>
    client.patch(coreV1.pods, { namespace: 'default', name: 'web' }, { type: 'strategic', body }),
  );
  await simulation.settle();
  expect((await pod('web')).status?.containerStatuses?.[0]).toMatchObject({
    image: 'docker.io/library/nginx:1.28',
    restartCount: 1,
    ready: true,
  });
  expect(await events('web')).toContain(
    'Normal Killing: Container web definition changed, will be restarted',
  );
});

test('another image is started at once, whatever the restart policy and however often the former crashed', async () => {
  const crash = { match: { image: 'crashing' }, run: { exit: { code: 1 } } };
  const { simulation, run, pod, client } = await openNode({
    preset: 'instant',
    behaviours: [crash, { run: { forever: true } }],
  });
  const replace = async (name: string, image: string) => {
    const body = { spec: { containers: [{ name: 'web', image }] } };
    const key = { namespace: 'default', name };
    await simulation.complete(() => client.patch(coreV1.pods, key, { type: 'strategic', body }));
    await simulation.runFor(1000);
    const { restartCount, ready } = (await pod(name)).status?.containerStatuses?.[0] ?? {};
    return [restartCount, ready];
  };
  await run(webPod('once', { restartPolicy: 'Never' }));
  await run(webPod('loop', { containers: [{ name: 'web', image: 'crashing' }] }));
  await simulation.runFor(15_000);
  expect(await replace('once', 'nginx:1.28')).toEqual([1, true]);
  expect(await replace('loop', 'nginx:1.28')).toEqual([3, true]);
  // The former crashes count no more: of the next image's, the wait is the shortest.
  expect(await replace('loop', 'crashing')).toEqual([4, false]);
  const { waiting } = (await pod('loop')).status?.containerStatuses?.[0]?.state ?? {};
  expect(waiting?.message).toContain('back-off 10s restarting');
});

test('a pod that does not fit is refused', async () => {
  const { simulation, run, pod, events, client } = await openNode({ preset: 'instant' });
  const needing = (cpu: string) => ({
    containers: [{ name: 'web', image: 'nginx', resources: { requests: { cpu } } }],
  });
  await run(webPod('big', needing('3')));
  await run(webPod('second', needing('2')));
  await run(webPod('small', needing('1')));
  await simulation.settle();
  expect((await pod('second')).status).toMatchObject({
    phase: 'Failed',
    reason: 'OutOfcpu',
    message:
      "Pod was rejected: Node didn't have enough resource: cpu, requested: 2000, used: 3000, capacity: 4000",
  });
  expect(await events('second')).toEqual([
    "Warning OutOfcpu: Node didn't have enough resource: cpu, requested: 2000, used: 3000, capacity: 4000",
  ]);
  expect((await pod('small')).status?.phase).toBe('Running');
  // Nothing of it is on the node, so nothing is waited for.
  await simulation.complete(() => client.delete(coreV1.pods, { namespace: 'default', name: 'second' }));
  await simulation.settle();
  await expect(pod('second')).rejects.toThrow('not found');
  expect(await events('second')).toHaveLength(1);
});

test('a pod whose port of the node is taken is refused, until the other has ended', async () => {
  const { simulation, run, pod, events, client } = await openNode({ preset: 'instant' });
  const serving = (hostPort: number, hostIP = '0.0.0.0') => ({
    containers: [{ name: 'web', image: 'nginx', ports: [{ containerPort: 80, hostPort, hostIP }] }],
  });
  const reasonOf = async (name: string) => {
    await simulation.settle();
    return (await pod(name)).status?.reason;
  };
  await run(webPod('first', serving(80)));
  await run(webPod('other', serving(81)));
  expect(await reasonOf('other')).toBeUndefined();
  await run(webPod('second', serving(80, '10.0.0.1')));
  expect(await reasonOf('second')).toBe('NodePorts');
  const says = "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports";
  expect((await pod('second')).status?.message).toBe(`Pod was rejected: ${says}`);
  expect(await events('second')).toEqual([`Warning NodePorts: ${says}`]);
  await simulation.complete(() => client.delete(coreV1.pods, { namespace: 'default', name: 'first' }));
  await simulation.settle();
  await run(webPod('third', serving(80)));
  expect(await reasonOf('third')).toBeUndefined();
});

test('a pod that is active for too long fails', async () => {
  const { simulation, run, pod, events } = await openNode();
  await run(webPod('web', { activeDeadlineSeconds: 60 }));
  await simulation.runFor(59_000);
  expect((await pod('web')).status?.phase).toBe('Running');
  await simulation.runFor(2000);
  const { status } = await pod('web');
  expect(status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' });
  expect(await events('web')).toContain(
    'Normal DeadlineExceeded: Pod was active on the node longer than the specified deadline',
  );
  expect(status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(0);
});

test('a pod that somebody else has declared failed is stopped', async () => {
  const { simulation, client, run, pod, events } = await openNode({ preset: 'instant' });
  await run(webPod('web'));
  await simulation.settle();
  const body = { status: { phase: 'Failed', reason: 'Evicted' } };
  const key = { namespace: 'default', name: 'web' };
  await simulation.complete(() =>
    client.patch(coreV1.pods, key, { type: 'merge', body }, { subresource: 'status' }),
  );
  await simulation.settle();
  const { status } = await pod('web');
  expect(status).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
  expect(status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 0 });
  expect((await events('web')).at(-1)).toBe('Normal Killing: Stopping container web');
});

test("what a container's status says of mounts, user and resources", async () => {
  const { simulation, run, pod } = await openNode({ preset: 'instant' });
  const requests = { cpu: '100m' };
  const volumeMounts = [
    { name: 'data', mountPath: '/data' },
    { name: 'config', mountPath: '/etc/config', readOnly: true },
  ];
  const b = { name: 'b', image: 'nginx', resources: { requests }, securityContext: { runAsUser: 1000 } };
  const containers = [b, { name: 'a', image: 'nginx', volumeMounts }];
  const volumes = ['data', 'config'].map((name) => ({ name, emptyDir: {} }));
  await run(webPod('web', { containers, volumes, securityContext: { fsGroup: 7 } }));
  await simulation.settle();
  const { status } = await pod('web');
  expect(status).toMatchObject({ resources: { requests }, allocatedResources: requests });
  expect(status?.containerStatuses).toMatchObject([
    {
      name: 'a',
      resources: {},
      user: { linux: { uid: 0, gid: 0, supplementalGroups: [0, 7] } },
      volumeMounts: [
        { name: 'data', mountPath: '/data' },
        { name: 'config', mountPath: '/etc/config', readOnly: true, recursiveReadOnly: 'Disabled' },
      ],
    },
    { name: 'b', allocatedResources: requests, resources: { requests }, user: { linux: { uid: 1000 } } },
  ]);
});

test('a pod on the network of its node has its address from the beginning', async () => {
  const { simulation, run, pod } = await openNode({ behaviours: [{ pull: { delayMs: 5000 } }] });
  await run(webPod('web', { hostNetwork: true }));
  await simulation.runFor(1000);
  expect((await pod('web')).status).toMatchObject({ phase: 'Pending', podIP: '172.18.0.2' });
});

test('every write says what caused it, down to the binding', async () => {
  const { simulation, run, writes } = await openNode();
  const records = new Map<number, TraceRecord>();
  simulation.environment.trace.subscribe((record) => records.set(record.id, record));
  await run(webPod('web'));
  await simulation.settle();
  const bound = writes.find(({ fields }) => fields.subresource === 'binding');
  const last = writes.findLast(({ fields }) => fields.subresource === 'status');
  expect(last?.fields.by).toBe(`kubelet:${nodeName}`);
  const actions: unknown[] = [];
  let cause = last?.causes[0];
  while (cause !== undefined && 'record' in cause) {
    const record = records.get(cause.record);
    actions.push(record?.kind === 'kubelet' && record.fields.action);
    cause = record?.causes[0];
  }
  expect(actions).toEqual(['ready', 'start']);
  expect(cause).toEqual({ revision: expect.any(Number) });
  expect(Number(bound?.fields.revision)).toBeGreaterThan(0);
});

test('a pod has its address as soon as its first image has come', async () => {
  const node = await openNode({ behaviours: [{ match: { container: 'late' }, pull: { delayMs: 30_000 } }] });
  const containers = ['web', 'late'].map((name) => ({ name, image: name }));
  await node.run(webPod('web', { containers }));
  await node.simulation.runFor(5000);
  const web = await node.pod('web');
  expect([web.status?.phase, web.status?.podIP]).toEqual(['Pending', '10.244.0.2']);
});
