import { expect, test } from 'vitest';
import { coreV1, type V1Container, type V1Pod, type V1Probe } from '../../api/index.ts';
import type { PodBehaviour } from '../index.ts';
import { openNode, type TestNode, webPod } from '../testing/open-node.ts';
import { watchActions } from '../testing/watch-actions.ts';

const http: V1Probe = { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 10, timeoutSeconds: 1 };

function probed(probes: Partial<V1Container>, spec: Partial<NonNullable<V1Pod['spec']>> = {}): V1Pod {
  return webPod('web', { containers: [{ name: 'web', image: 'nginx:1.27', ...probes }], ...spec });
}

/** A node whose kubelet is older than any period, so that probes begin with their pods. */
async function openOldNode(behaviours: PodBehaviour[] = []): Promise<TestNode> {
  const node = await openNode({ preset: 'instant', behaviours });
  await node.simulation.runFor(60_000);
  return node;
}

const statusOf = ({ status }: V1Pod) => status?.containerStatuses?.[0];

test('a container with a readiness probe is told running first, and ready when that has succeeded', async () => {
  const node = await openNode();
  await node.simulation.runFor(60_000);
  await node.run(probed({ readinessProbe: http }));
  await node.simulation.runFor(3000);
  expect((await node.pod('web')).status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe(
    'True',
  );
  const told = node.writes.filter(({ fields }) => fields.subresource === 'status' && fields.name === 'web');
  expect(told.length).toBe(3);
});

test('after an initial delay a probe runs when it ticks', async () => {
  const node = await openOldNode();
  const actions = watchActions(node);
  await node.run(probed({ readinessProbe: { ...http, initialDelaySeconds: 5 } }));
  await node.simulation.runFor(30_000);
  expect(actions).toEqual(['0 start', '10 ready']);
});

test('probes that succeed set no timers', async () => {
  const node = await openOldNode();
  await node.run(probed({ readinessProbe: http, livenessProbe: http, startupProbe: http }));
  await node.simulation.runFor(15_000);
  expect(statusOf(await node.pod('web'))).toMatchObject({ ready: true, started: true });
  const before = node.simulation.environment.clock.now();
  await node.simulation.settle();
  expect(node.simulation.environment.clock.now() - before).toBeLessThan(1000);
});

test('a container that fails its liveness probe is started again, at once and then with back-off', async () => {
  const node = await openOldNode([{ probes: { liveness: [[25_000, 'fail']] } }]);
  const actions = watchActions(node);
  await node.run(probed({ livenessProbe: { ...http, failureThreshold: 2 } }));
  await node.simulation.runFor(45_000);
  expect(actions).toEqual([
    '0 start',
    '0 ready',
    '30 probe-failed',
    '40 probe-failed',
    '40 kill',
    '40 exit',
    '40 start',
    '40 ready',
  ]);
  expect(statusOf(await node.pod('web'))).toMatchObject({
    restartCount: 1,
    lastState: { terminated: { exitCode: 0, reason: 'Completed' } },
  });
  const events = await node.events('web');
  expect(events).toContain(
    'Warning Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 500 (x2)',
  );
  expect(events).toContain('Normal Killing: Container web failed liveness probe, will be restarted');
  await node.simulation.runFor(300_000);
  expect(actions.filter((action) => action.includes('back-off'))).toEqual(['240 back-off']);
  expect(statusOf(await node.pod('web'))?.restartCount).toBe(6);
});

test('until its startup probe has succeeded a container is neither ready nor asked for its life', async () => {
  const node = await openOldNode([
    {
      probes: {
        startup: [
          [0, 'fail'],
          [25_000, 'ok'],
        ],
        liveness: [
          [0, 'fail'],
          [25_000, 'ok'],
        ],
      },
    },
  ]);
  const actions = watchActions(node);
  await node.run(
    probed({
      livenessProbe: { ...http, failureThreshold: 1 },
      startupProbe: { ...http, failureThreshold: 5 },
    }),
  );
  await node.simulation.runFor(5_000);
  expect(statusOf(await node.pod('web'))).toMatchObject({
    started: false,
    ready: false,
    state: { running: {} },
  });
  await node.simulation.runFor(60_000);
  expect(actions).toEqual([
    '0 start',
    '0 probe-failed',
    '10 probe-failed',
    '20 probe-failed',
    '30 started',
    '30 ready',
  ]);
  expect(statusOf(await node.pod('web'))).toMatchObject({ started: true, ready: true, restartCount: 0 });
});

test('a container that never starts is killed with the grace of its probe', async () => {
  const node = await openOldNode([{ probes: { startup: 'slow' }, stop: { ignoresSigterm: true } }]);
  const actions = watchActions(node);
  const startupProbe = {
    exec: { command: ['cat', '/up'] },
    periodSeconds: 5,
    failureThreshold: 1,
    terminationGracePeriodSeconds: 7,
  };
  await node.run(probed({ startupProbe }));
  await node.simulation.runFor(9_000);
  expect(actions).toEqual(['0 start', '1 probe-failed', '1 kill', '8 exit', '8 start']);
  const events = await node.events('web');
  expect(events).toContain(
    'Warning Unhealthy: Startup probe failed: command timed out: "cat /up" timed out after 1s',
  );
  expect(events).toContain('Normal Killing: Container web failed startup probe, will be restarted');
});

test('ready comes and goes as a probe says, and its thresholds count', async () => {
  const node = await openOldNode([
    {
      probes: {
        readiness: [
          [10_000, { fail: 'busy' }],
          [60_000, 'ok'],
        ],
      },
    },
  ]);
  const actions = watchActions(node);
  await node.run(probed({ readinessProbe: { ...http, successThreshold: 2 } }));
  await node.simulation.runFor(120_000);
  expect(actions).toEqual([
    '0 start',
    '10 probe-failed',
    '20 probe-failed',
    '30 probe-failed',
    '40 probe-failed',
    '50 probe-failed',
    '70 ready',
  ]);
  expect(await node.events('web')).toContain('Warning Unhealthy: Readiness probe failed: busy (x5)');
});

test('what is not ready for ever is asked on, and a world is settled all the same', async () => {
  const node = await openOldNode([{ ready: { never: true } }]);
  const actions = watchActions(node);
  await node.run(probed({ readinessProbe: http }));
  await node.simulation.settle();
  await node.simulation.runFor(60_000);
  expect(actions.filter((action) => action.includes('probe-failed')).length).toBeGreaterThanOrEqual(6);
  expect(statusOf(await node.pod('web'))).toMatchObject({ started: true, ready: false });
});

test('a pod that is not restarted ends with the container that its liveness probe has given up', async () => {
  const node = await openOldNode([
    { run: { forever: true }, probes: { liveness: 'fail' }, stop: { exitCode: 143 } },
  ]);
  await node.run(probed({ livenessProbe: { ...http, failureThreshold: 1 } }, { restartPolicy: 'Never' }));
  await node.simulation.runFor(20_000);
  expect((await node.pod('web')).status?.phase).toBe('Failed');
  expect(await node.events('web')).toContain('Normal Killing: Stopping container web');
});

test('a sidecar holds up the others until its startup probe has succeeded', async () => {
  const node = await openOldNode([
    {
      match: { container: 'proxy' },
      probes: {
        startup: [
          [0, 'fail'],
          [15_000, 'ok'],
        ],
      },
    },
  ]);
  const actions = watchActions(node);
  const proxy = { name: 'proxy', image: 'proxy:1', restartPolicy: 'Always', startupProbe: http };
  await node.run(webPod('web', { initContainers: [proxy] }));
  await node.simulation.runFor(60_000);
  expect(actions).toEqual([
    '0 start',
    '0 probe-failed',
    '10 probe-failed',
    '20 started',
    '20 ready',
    '20 start',
    '20 ready',
  ]);
});

test('a pod that is deleted is asked for its life no more', async () => {
  const node = await openOldNode([
    { probes: { liveness: [[15_000, 'fail']] }, stop: { ignoresSigterm: true } },
  ]);
  await node.run(probed({ livenessProbe: { ...http, failureThreshold: 1 } }));
  await node.simulation.runFor(5_000);
  await node.simulation.complete(() =>
    node.client.delete(coreV1.pods, { namespace: 'default', name: 'web' }, { gracePeriodSeconds: 20 }),
  );
  await node.simulation.runFor(60_000);
  expect((await node.events('web')).filter((event) => event.includes('probe'))).toEqual([]);
});

test('a probe of a port that the container does not have says so and counts for nothing', async () => {
  const node = await openOldNode();
  await node.run(probed({ livenessProbe: { tcpSocket: { port: 'web' }, periodSeconds: 10 } }));
  await node.simulation.runFor(60_000);
  expect(statusOf(await node.pod('web'))).toMatchObject({ restartCount: 0, ready: true });
  expect((await node.events('web')).at(-1)).toContain(
    'Warning Unhealthy: Liveness probe errored and resulted in unknown state: strconv.Atoi: parsing "web": invalid syntax',
  );
});

test('containers that a kubelet finds running stay as ready as they were until they are asked', async () => {
  const node = await openOldNode([
    {
      probes: {
        readiness: [[30_000, 'fail']],
        startup: [
          [0, 'fail'],
          [15_000, 'ok'],
        ],
      },
    },
  ]);
  await node.run(probed({ readinessProbe: http, startupProbe: http }));
  await node.simulation.runFor(25_000);
  node.kill();
  await node.restart({ resumes: true });
  const writes = node.writes.length;
  await node.simulation.runFor(3000);
  expect(node.writes.slice(writes).filter(({ fields }) => fields.name === 'web')).toEqual([]);
  expect(statusOf(await node.pod('web'))).toMatchObject({ started: true, ready: true });
  await node.simulation.runFor(60_000);
  expect(statusOf(await node.pod('web'))).toMatchObject({ started: true, ready: false });
});

test('a container that wants more CPU than it gets answers late, and too late', async () => {
  const cpu = {
    points: [
      [0, '100m'],
      [35_000, '20'],
      [65_000, '100m'],
    ],
  } as const;
  const node = await openOldNode([{ usage: { cpu }, probes: { takesMs: 100 } }]);
  const actions = watchActions(node);
  const resources = { limits: { cpu: '500m' } };
  await node.run(probed({ readinessProbe: { ...http, failureThreshold: 1 }, resources }));
  await node.simulation.runFor(100_000);
  expect(actions).toEqual([
    '0 start',
    '0 ready',
    '41 probe-failed',
    '41 unready',
    '51 probe-failed',
    '61 probe-failed',
    '70 ready',
  ]);
  expect(await node.events('web')).toContainEqual(
    expect.stringContaining('Readiness probe failed: Get "http://10.244.0.2:8080/healthz"'),
  );
});

test('one that is slow always, but not too slow, sets no timers', async () => {
  const cpu = { curve: { least: '1', most: '2', periodMs: 60_000 } };
  const node = await openOldNode([{ usage: { cpu }, probes: { takesMs: 100 } }]);
  await node.run(probed({ livenessProbe: http, resources: { limits: { cpu: '500m' } } }));
  await node.simulation.runFor(15_000);
  const before = node.simulation.environment.clock.now();
  await node.simulation.settle();
  expect(node.simulation.environment.clock.now() - before).toBeLessThan(1000);
});
