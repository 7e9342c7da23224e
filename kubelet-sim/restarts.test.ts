import { expect, test } from 'vitest';
import { coreV1, type V1Pod } from '../api/index.ts';
import type { PodBehaviour } from './index.ts';
import { openNode, type TestNode, webPod } from './testing/open-node.ts';

const crashing: PodBehaviour = { run: { exit: { code: 1, afterMs: 0 } } };

/** The seconds from each end of a container to its next start. */
async function pausesOf(node: TestNode, untilMs: number): Promise<number[]> {
  const pauses: number[] = [];
  let endedMs: number | undefined;
  node.simulation.environment.trace.subscribe(({ kind, fields, atMs }) => {
    if (kind !== 'kubelet') return;
    if (fields.action === 'start' && endedMs !== undefined) pauses.push((atMs - endedMs) / 1000);
    if (fields.action === 'exit') endedMs = atMs;
  });
  await node.run(webPod('web'));
  await node.simulation.runFor(untilMs);
  return pauses;
}

const containerOf = ({ status }: V1Pod) => status?.containerStatuses?.[0];

test('a crash loop: the pauses double from 10 seconds to 5 minutes', async () => {
  const node = await openNode({ preset: 'instant', behaviours: [crashing] });
  expect(await pausesOf(node, 1_500_000)).toEqual([0, 10, 20, 40, 80, 160, 300, 300, 300]);
});

test('after ten minutes of running a crash counts as the first again', async () => {
  const behaviours: PodBehaviour[] = [{ run: { exit: { code: 1, afterMs: 601_000 } } }];
  const node = await openNode({ preset: 'instant', behaviours });
  expect(await pausesOf(node, 3 * 601_000 + 1000)).toEqual([0, 0, 0]);
});

test('between two starts the container waits in CrashLoopBackOff', async () => {
  const node = await openNode({ preset: 'instant', behaviours: [crashing] });
  const { metadata } = await node.run(webPod('web'));
  await node.simulation.runFor(15_000);
  const pod = await node.pod('web');
  const podText = `web_default(${metadata?.uid})`;
  expect(pod.status?.phase).toBe('Running');
  expect(containerOf(pod)).toMatchObject({
    ready: false,
    started: false,
    restartCount: 2,
    state: {
      waiting: {
        reason: 'CrashLoopBackOff',
        message: `back-off 20s restarting failed container=web pod=${podText}`,
      },
    },
    lastState: { terminated: { exitCode: 1, reason: 'Error', finishedAt: '2026-01-01T00:00:10Z' } },
  });
  expect(await node.events('web')).toContainEqual(
    expect.stringContaining(`Warning BackOff: Back-off restarting failed container web in pod ${podText}`),
  );
});

test('while it is tried again the reason stands that it did not run for', async () => {
  const broken = { match: { image: 'broken' }, pull: { fail: 'gone' } };
  const node = await openNode({ behaviours: [broken, { run: { exit: { code: 1, afterMs: 500 } } }] });
  await node.run(webPod('crashing'));
  await node.run(webPod('broken', { containers: [{ name: 'web', image: 'broken' }] }));
  const reasons: Record<string, string[]> = { crashing: [], broken: [] };
  const look = ({ metadata, status }: V1Pod) => {
    const { waiting, running } = status?.containerStatuses?.[0]?.state ?? {};
    const reason = waiting?.reason ?? (running === undefined ? 'Terminated' : 'Running');
    const known = reasons[metadata?.name ?? ''];
    if (known?.at(-1) !== reason) known?.push(reason);
  };
  for (let at = 0; at < 400; at++) {
    await node.simulation.runFor(40);
    for (const name of ['crashing', 'broken']) look(await node.pod(name));
  }
  const crashes = ['CrashLoopBackOff', 'Running', 'CrashLoopBackOff'];
  expect(reasons.crashing).toEqual(['ContainerCreating', 'Running', 'Terminated', 'Running', ...crashes]);
  expect(reasons.broken).toEqual(['ContainerCreating', 'ImagePullBackOff']);
});

test('each end of a container is seen before it is started again', async () => {
  const node = await openNode({
    preset: 'instant',
    behaviours: [{ run: { exit: { code: 3, afterMs: 500 }, times: 1 } }],
  });
  const states: string[] = [];
  node.simulation.environment.trace.subscribe(({ kind, fields }) => {
    if (kind === 'write' && fields.subresource === 'status') states.push(JSON.stringify(fields.changes));
  });
  await node.run(webPod('web'));
  await node.simulation.settle();
  expect(states).toHaveLength(3);
  expect(states[1]).toContain('terminated');
  expect(containerOf(await node.pod('web'))).toMatchObject({
    restartCount: 1,
    ready: true,
    lastState: { terminated: { exitCode: 3 } },
  });
});

for (const [policy, code, phase, restarts] of [
  ['Always', 0, 'Running', true],
  ['OnFailure', 0, 'Succeeded', false],
  ['OnFailure', 1, 'Running', true],
  ['Never', 0, 'Succeeded', false],
  ['Never', 1, 'Failed', false],
] as const) {
  test(`restartPolicy ${policy}, exit code ${code}: ${phase}${restarts ? ', started again' : ''}`, async () => {
    const node = await openNode({
      preset: 'instant',
      behaviours: [{ run: { exit: { code, afterMs: 1000 } } }],
    });
    await node.run(webPod('web', { restartPolicy: policy }));
    await node.simulation.runFor(3000);
    const pod = await node.pod('web');
    expect(pod.status?.phase).toBe(phase);
    expect((containerOf(pod)?.restartCount ?? 0) > 0).toBe(restarts);
    if (restarts) return;
    const reason = phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed';
    expect(pod.status?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
      status: 'False',
      reason,
    });
    expect(node.simulation.pending().filter((line) => !line.includes('background'))).toEqual([]);
  });
}

test('a rule for its exit code comes before the policy of a container', async () => {
  const exitCodes = { operator: 'In', values: [42] };
  const node = await openNode({
    preset: 'instant',
    behaviours: [{ run: { exit: { code: 42, afterMs: 100 }, times: 1, forever: true } }],
  });
  const rules = { restartPolicy: 'Never', restartPolicyRules: [{ action: 'Restart', exitCodes }] };
  const container = { name: 'web', image: 'nginx:1.27' };
  await node.run(webPod('ruled', { restartPolicy: 'Never', containers: [{ ...container, ...rules }] }));
  await node.run(webPod('plain', { restartPolicy: 'Never' }));
  await node.simulation.runFor(1000);
  const ruled = await node.pod('ruled');
  expect([ruled.status?.phase, containerOf(ruled)?.restartCount]).toEqual(['Running', 1]);
  expect((await node.pod('plain')).status?.phase).toBe('Failed');
});

/** A pod whose sidecar `watcher` may ask that all begins again. */
function watchedPod(): V1Pod {
  const exitCodes = { operator: 'In', values: [88] };
  const restartPolicyRules = [{ action: 'RestartAllContainers', exitCodes }];
  const image = 'nginx:1.27';
  return webPod('web', {
    restartPolicy: 'Never',
    initContainers: [
      { name: 'setup', image },
      { name: 'watcher', image, restartPolicy: 'Always', restartPolicyRules },
    ],
    containers: [{ name: 'main', image }],
  });
}

const restarting = ({ status }: V1Pod) =>
  status?.conditions?.find(({ type }) => type === 'AllContainersRestarting')?.status;
const restartCounts = ({ status }: V1Pod) =>
  [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].map(
    ({ name, restartCount }) => `${name} ${restartCount}`,
  );

test('a rule restarts all containers of a pod, init containers first, in the same sandbox', async () => {
  const watcher = { match: { container: 'watcher' }, run: { exit: { code: 88, afterMs: 5000 }, times: 1 } };
  const main = { match: { container: 'main' }, run: { forever: true }, stop: { delayMs: 2000 } };
  const node = await openNode({ preset: 'instant', behaviours: [watcher, main] });
  await node.run(watchedPod());
  await node.simulation.runFor(4000);
  const before = await node.pod('web');
  expect([before.status?.phase, restarting(before)]).toEqual(['Running', 'False']);
  const lines: string[] = [];
  node.simulation.environment.trace.subscribe(({ kind, fields }) => {
    if (kind === 'kubelet' && fields.action !== 'ready') lines.push(`${fields.container}: ${fields.action}`);
  });
  await node.simulation.runFor(2000);
  expect(restarting(await node.pod('web'))).toBe('True');
  await node.simulation.runFor(30_000);
  const web = await node.pod('web');
  expect([web.status?.phase, restarting(web)]).toEqual(['Running', 'False']);
  expect(web.status?.podIP).toBe(before.status?.podIP);
  expect(restartCounts(web)).toEqual(['setup 1', 'watcher 1', 'main 1']);
  const stop = ['watcher: exit', 'main: kill', 'main: exit'];
  expect(lines).toEqual([...stop, 'setup: start', 'setup: exit', 'watcher: start', 'main: start']);
});

test('who asks again and again backs off, and the others wait for it; a deletion ends it', async () => {
  const watcher = { match: { container: 'watcher' }, run: { exit: { code: 88, afterMs: 100 } } };
  const main = { match: { container: 'main' }, run: { forever: true } };
  const node = await openNode({ preset: 'instant', behaviours: [watcher, main] });
  await node.run(watchedPod());
  await node.simulation.runFor(75_000);
  // At once, and then after 10, 20 and 40 seconds; what comes before it has begun for the next time already.
  expect(restartCounts(await node.pod('web'))).toEqual(['setup 5', 'watcher 4', 'main 4']);
  const { uid } = (await node.pod('web')).metadata ?? {};
  expect((await node.events('web')).join('\n')).toContain(
    `Warning BackOff: Back-off restarting failed container watcher in pod web_default(${uid})`,
  );
  await node.simulation.complete(() =>
    node.client.delete(coreV1.pods, { namespace: 'default', name: 'web' }),
  );
  await node.simulation.settle();
  await expect(node.pod('web')).rejects.toThrow('not found');
});

test('of two containers one failing leaves the pod running with the other', async () => {
  const node = await openNode({
    preset: 'instant',
    behaviours: [
      { match: { container: 'bad' }, run: { exit: { code: 1 } } },
      { match: { container: 'good' }, run: { forever: true } },
    ],
  });
  const containers = ['good', 'bad'].map((name) => ({ name, image: 'nginx' }));
  await node.run(webPod('web', { containers, restartPolicy: 'Never' }));
  await node.simulation.runFor(1000);
  const { status } = await node.pod('web');
  expect(status?.phase).toBe('Running');
  expect(status?.conditions?.find(({ type }) => type === 'ContainersReady')?.message).toBe(
    'containers with unready status: [bad]',
  );
});

test('a pod that is not restarted ends well by itself, after a time of its own', async () => {
  const node = await openNode();
  const sidecar = { name: 'proxy', image: 'nginx', restartPolicy: 'Always' };
  await node.run(webPod('once', { restartPolicy: 'Never' }));
  await node.run(webPod('job', { restartPolicy: 'OnFailure', initContainers: [sidecar] }));
  await node.run(webPod('web'));
  await node.simulation.settle();
  const tookMs: number[] = [];
  for (const name of ['once', 'job']) {
    const { status } = await node.pod(name);
    const { startedAt, finishedAt, exitCode } = status?.containerStatuses?.[0]?.state?.terminated ?? {};
    expect([status?.phase, exitCode]).toEqual(['Succeeded', 0]);
    tookMs.push(Date.parse(finishedAt ?? '') - Date.parse(startedAt ?? ''));
  }
  // Objects tell whole seconds.
  expect(Math.min(...tookMs)).toBeGreaterThanOrEqual(1000);
  expect(Math.max(...tookMs)).toBeLessThanOrEqual(3000);
  expect((await node.pod('web')).status?.phase).toBe('Running');
});

test('a pod that may fail so often ends well the next time', async () => {
  const node = await openNode({ behaviours: [{ run: { exit: { code: 1 }, times: 2 } }] });
  await node.run(webPod('job', { restartPolicy: 'OnFailure' }));
  await node.simulation.settle();
  const job = await node.pod('job');
  expect([job.status?.phase, containerOf(job)?.restartCount]).toEqual(['Succeeded', 2]);
  const { state, lastState } = containerOf(job) ?? {};
  expect([state?.terminated?.exitCode, lastState?.terminated?.exitCode]).toEqual([0, 1]);
});
