import { expect, test } from 'vitest';
import { coreV1, type V1Container, type V1Pod } from '../../api/index.ts';
import type { PodBehaviour } from '../index.ts';
import { openNode, type TestNode, webPod } from '../testing/open-node.ts';
import { watchActions } from '../testing/watch-actions.ts';

const exec = { exec: { command: ['sh', '-c', 'prepare'] } };

function hooked(lifecycle: V1Container['lifecycle'], spec: Partial<NonNullable<V1Pod['spec']>> = {}): V1Pod {
  return webPod('web', {
    containers: [{ name: 'web', image: 'nginx:1.27', ...(lifecycle && { lifecycle }) }],
    ...spec,
  });
}

const open = (behaviours: PodBehaviour[] = []) => openNode({ preset: 'instant', behaviours });

const remove = (node: TestNode, gracePeriodSeconds: number) =>
  node.simulation.complete(() =>
    node.client.delete(coreV1.pods, { namespace: 'default', name: 'web' }, { gracePeriodSeconds }),
  );

/** In which states the containers of pods were told to be, each once. */
function statesTold({ writes }: TestNode): readonly string[] {
  const paths = writes.flatMap(({ fields }) => (fields.changes ?? []).map(({ path }) => path));
  return [...new Set(paths.flatMap((path) => (path[3] === 'state' ? (path[4] ?? []) : [])))];
}

test('until its postStart hook has ended nobody is told that a container runs, and no other begins', async () => {
  const node = await open();
  const actions = watchActions(node);
  const pod = hooked({ postStart: { sleep: { seconds: 3 } } });
  const containers = [...(pod.spec?.containers ?? []), { name: 'second', image: 'nginx:1.27' }];
  await node.run({ ...pod, spec: { containers } });
  await node.simulation.runFor(2000);
  const { status } = await node.pod('web');
  expect(status?.phase).toBe('Pending');
  expect(status?.containerStatuses?.[1]).toMatchObject({
    state: { waiting: { reason: 'ContainerCreating' } },
    started: false,
    restartCount: 0,
  });
  await node.simulation.runFor(3000);
  expect(actions).toEqual(['0 start', '3 ready', '3 start', '3 ready']);
  expect((await node.pod('web')).status?.phase).toBe('Running');
});

test('a container whose postStart hook fails is killed and tried again, with back-off', async () => {
  const node = await open([{ postStart: { delayMs: 1000, fail: 'no such table' }, stop: { exitCode: 143 } }]);
  const actions = watchActions(node);
  const { metadata } = await node.run(hooked({ postStart: exec }));
  await node.simulation.runFor(1500);
  const pod = `web_default(${metadata?.uid})`;
  const error = `command 'sh -c prepare' exited with 1: no such table`;
  const message = `Exec lifecycle hook ([sh -c prepare]) for Container "web" in Pod "${pod}" failed - error: ${error}, message: "no such table"`;
  expect((await node.pod('web')).status?.containerStatuses?.[0]).toMatchObject({
    state: { waiting: { reason: 'PostStartHookError', message } },
    lastState: { terminated: { exitCode: 143, reason: 'Error' } },
    ready: false,
    restartCount: 0,
  });
  expect(statesTold(node)).toEqual(['waiting']);
  await node.simulation.runFor(2000);
  expect(actions).toEqual([
    '0 start',
    '1 hook-failed',
    '1 kill',
    '1 exit',
    '1 start',
    '2 hook-failed',
    '2 kill',
    '2 exit',
    '2 back-off',
  ]);
  expect((await node.pod('web')).status?.containerStatuses?.[0]).toMatchObject({
    state: { waiting: { reason: 'CrashLoopBackOff' } },
    restartCount: 1,
  });
  const events = await node.events('web');
  expect(events).toContain('Warning FailedPostStartHook: PostStartHook failed (x2)');
  expect(events).toContain('Normal Killing: FailedPostStartHook (x2)');
});

test.each([
  { name: 'a hook comes before SIGTERM', sleep: 5, grace: 30, expected: ['5 kill', '5 exit'] },
  { name: 'one that takes too long is left alone', sleep: 20, grace: 4, expected: ['4 kill', '4 exit'] },
  { name: 'one that is done in time leaves the rest', sleep: 0, grace: 1, expected: ['0 kill', '0 exit'] },
])('of a pod that is deleted: $name', async ({ sleep, grace, expected }) => {
  const node = await open();
  await node.run(hooked({ preStop: { sleep: { seconds: sleep } } }));
  await node.simulation.runFor(1000);
  const actions = watchActions(node);
  await remove(node, grace);
  await node.simulation.runFor(90_000);
  expect(actions).toEqual(expected);
});

test('what a hook has taken is missing before SIGKILL', async () => {
  const node = await open([{ stop: { ignoresSigterm: true } }]);
  await node.run(hooked({ preStop: { sleep: { seconds: 6 } } }));
  await node.simulation.runFor(1000);
  const actions = watchActions(node);
  await remove(node, 10);
  await node.simulation.runFor(30_000);
  expect(actions).toEqual(['6 kill', '10 exit']);
});

test('a preStop hook that fails is told, and the container is stopped all the same', async () => {
  const node = await open([{ preStop: { delayMs: 2000, fail: 'gone' } }]);
  await node.run(hooked({ preStop: exec }));
  await node.simulation.runFor(1000);
  const actions = watchActions(node);
  await remove(node, 30);
  await node.simulation.runFor(30_000);
  expect(actions).toEqual(['2 kill', '2 exit']);
  expect((await node.events('web')).slice(-2)).toEqual([
    'Normal Killing: Stopping container web',
    'Warning FailedPreStopHook: PreStopHook failed',
  ]);
});

test('the hooks of sidecars run at once, and they end after the others', async () => {
  const node = await open([{ match: { container: 'web' }, stop: { delayMs: 5000 } }]);
  const proxy = { name: 'proxy', image: 'proxy:1', restartPolicy: 'Always', lifecycle: { preStop: exec } };
  await node.run(webPod('web', { initContainers: [proxy] }));
  await node.simulation.runFor(1000);
  const actions = watchActions(node);
  await remove(node, 30);
  await node.simulation.runFor(60_000);
  expect(actions).toEqual(['0 kill', '5 exit', '5 kill', '5 exit']);
});

test('a container that its liveness probe gives up runs its hook before it is started again', async () => {
  const node = await open([{ probes: { liveness: 'fail' } }]);
  await node.simulation.runFor(60_000);
  const actions = watchActions(node);
  const livenessProbe = { httpGet: { port: 80 }, periodSeconds: 10, failureThreshold: 1 };
  const web = {
    name: 'web',
    image: 'nginx:1.27',
    livenessProbe,
    lifecycle: { preStop: { sleep: { seconds: 3 } } },
  };
  await node.run(webPod('web', { containers: [web] }));
  await node.simulation.runFor(9000);
  expect(actions).toEqual([
    '0 start',
    '0 probe-failed',
    '0 ready',
    '0 kill',
    '3 kill',
    '3 exit',
    '3 start',
    '3 ready',
  ]);
});
