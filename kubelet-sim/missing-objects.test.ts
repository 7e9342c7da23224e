import { expect, test } from 'vitest';
import { coreV1, type V1Container, type V1Pod } from '../api/index.ts';
import type { Transport, WatchStreamSink } from '../apimachinery/index.ts';
import { openNode, type TestNode, webPod } from './testing/open-node.ts';

const key = (name: string) => ({ namespace: 'default', name });

const withEnvironment = (more: Partial<V1Container>): V1Pod =>
  webPod('web', { containers: [{ name: 'web', image: 'nginx:1.27', ...more }] });
const fromConfigMap = withEnvironment({ envFrom: [{ configMapRef: { name: 'nope' } }] });
const withVolume = webPod('web', { volumes: [{ name: 'v', configMap: { name: 'nope' } }] });

const create = ({ simulation, client }: TestNode, data?: Readonly<Record<string, string>>) =>
  simulation.complete(() =>
    client.create(coreV1.configMaps, { metadata: key('nope'), ...(data === undefined ? {} : { data }) }),
  );

const waitingOf = ({ status }: V1Pod) => status?.containerStatuses?.[0]?.state?.waiting;
const startedMs = ({ status }: V1Pod) =>
  Date.parse(status?.containerStatuses?.[0]?.state?.running?.startedAt ?? '') -
  Date.parse('2026-01-01T00:00:00Z');
/** Requests of the kubelet for objects that pods refer to. */
const lookups = ({ requests }: TestNode) => requests.filter((line) => /configmaps|secrets/.test(line));

test('a container whose environment needs what is not there says so, and the world settles', async () => {
  const node = await openNode({ preset: 'instant' });
  await node.run(fromConfigMap);
  await node.simulation.settle();
  const { status } = await node.pod('web');
  expect([status?.phase, status?.podIP]).toEqual(['Pending', '10.244.0.2']);
  expect(waitingOf(await node.pod('web'))).toEqual({
    reason: 'CreateContainerConfigError',
    message: 'configmap "nope" not found',
  });
  expect((await node.events('web')).at(-1)).toBe('Warning Failed: Error: configmap "nope" not found');
});

test('it starts with the next synchronization after that has come, ten seconds or a multiple after the failure', async () => {
  const node = await openNode({ preset: 'instant' });
  await node.run(fromConfigMap);
  await node.simulation.runFor(23_000);
  await create(node);
  await node.simulation.runFor(6000);
  expect((await node.pod('web')).status?.phase).toBe('Pending');
  await node.simulation.settle();
  const web = await node.pod('web');
  expect([web.status?.phase, startedMs(web)]).toEqual(['Running', 30_000]);
  expect(web.status?.containerStatuses?.[0]?.restartCount).toBe(0);
});

test('what is missing then is told, too', async () => {
  const node = await openNode({ preset: 'instant' });
  const valueFrom = { configMapKeyRef: { name: 'nope', key: 'k' } };
  await node.run(withEnvironment({ env: [{ name: 'A', valueFrom }] }));
  await node.simulation.settle();
  await create(node, { other: 'x' });
  await node.simulation.settle();
  expect(waitingOf(await node.pod('web'))?.message).toBe("couldn't find key k in ConfigMap default/nope");
  const patch = { type: 'merge', body: { data: { k: 'v' } } } as const;
  await node.simulation.complete(() => node.client.patch(coreV1.configMaps, key('nope'), patch));
  await node.simulation.settle();
  expect((await node.pod('web')).status?.phase).toBe('Running');
  const failed = (await node.events('web')).filter((line) => line.includes('Failed'));
  expect(failed).toEqual([
    'Warning Failed: Error: configmap "nope" not found',
    "Warning Failed: Error: couldn't find key k in ConfigMap default/nope",
  ]);
});

test('a container that is started again needs its environment again', async () => {
  const behaviours = [{ run: { exit: { code: 1, afterMs: 5000 } } }];
  const node = await openNode({ preset: 'instant', behaviours });
  await create(node);
  await node.run(fromConfigMap);
  await node.simulation.runFor(1000);
  await node.simulation.complete(() => node.client.delete(coreV1.configMaps, key('nope')));
  await node.simulation.runFor(6000);
  const web = await node.pod('web');
  expect(waitingOf(web)?.reason).toBe('CreateContainerConfigError');
  expect(web.status?.containerStatuses?.[0]).toMatchObject({
    restartCount: 0,
    lastState: { terminated: { exitCode: 1 } },
  });
});

test('a volume whose source is not there keeps all containers from being created, until it comes', async () => {
  const node = await openNode({ preset: 'instant' });
  await node.run(withVolume);
  await node.simulation.runFor(5000);
  const waits = await node.pod('web');
  expect(waitingOf(waits)).toEqual({ reason: 'ContainerCreating' });
  expect(waits.status?.podIP).toBeUndefined();
  expect(await node.events('web')).toEqual([
    'Warning FailedMount: MountVolume.SetUp failed for volume "v" : configmap "nope" not found',
  ]);
  await create(node);
  await node.simulation.settle();
  const web = await node.pod('web');
  // Tried again after 0.5, 1, 2, 4 seconds: 7.5 s after the first time.
  expect([web.status?.phase, startedMs(web)]).toEqual(['Running', 7000]);
  const [first] = web.status?.containerStatuses ?? [];
  expect(first?.ready).toBe(true);
  expect(node.simulation.environment.clock.now() - Date.parse('2026-01-01T00:00:07.5Z')).toBeLessThan(100);
});

test('what a volume lacks then is told, too, and nothing is tried in vain', async () => {
  const node = await openNode({ preset: 'instant' });
  const items = [{ key: 'k', path: 'k' }];
  await node.run(webPod('web', { volumes: [{ name: 'v', configMap: { name: 'nope', items } }] }));
  await node.simulation.runFor(1000);
  await create(node);
  await node.simulation.settle();
  expect((await node.events('web')).at(-1)).toBe(
    'Warning FailedMount: MountVolume.SetUp failed for volume "v" : configmap references non-existent config key: k',
  );
  await node.simulation.complete(() => node.client.delete(coreV1.configMaps, key('nope')));
  await node.simulation.settle();
  expect((await node.events('web')).filter((line) => line.includes('FailedMount'))).toHaveLength(2);
  await create(node, { k: 'v' });
  await node.simulation.settle();
  expect((await node.pod('web')).status?.phase).toBe('Running');
});

test('what is optional may be missing', async () => {
  const node = await openNode({ preset: 'instant' });
  const containers = [
    { name: 'web', image: 'nginx', envFrom: [{ secretRef: { name: 'nope', optional: true } }] },
  ];
  const volumes = [{ name: 'v', secret: { secretName: 'nope', optional: true } }];
  await node.run(webPod('web', { containers, volumes }));
  await node.simulation.settle();
  expect((await node.pod('web')).status?.phase).toBe('Running');
  expect(lookups(node)).toEqual([]);
});

/** Which watches of ConfigMaps are open. */
function countingWatches() {
  const open = new Set<object>();
  const connect = (direct: Transport): Transport => ({
    async request(request) {
      const response = await direct.request(request);
      const { body } = response;
      if (body.type !== 'watch' || !request.path.endsWith('/configmaps')) return response;
      const subscribe = (sink: WatchStreamSink) => {
        const stream = body.subscribe(sink);
        open.add(stream);
        const stop = () => {
          open.delete(stream);
          stream.stop();
        };
        return { stop };
      };
      return { ...response, body: { type: 'watch', subscribe } };
    },
  });
  return { open, connect };
}

test('an object is watched once a node, as long as a pod refers to it, and none for other pods', async () => {
  const { open, connect } = countingWatches();
  const node = await openNode({ preset: 'instant' }, 1, connect);
  await node.run(webPod('plain'));
  await node.simulation.settle();
  expect(lookups(node)).toEqual([]);
  await create(node);
  for (const name of ['a', 'b']) {
    await node.run({ ...withVolume, metadata: key(name) });
    await node.simulation.settle();
  }
  expect(lookups(node)).toHaveLength(1);
  const drop = (name: string) =>
    node.simulation.complete(() => node.client.delete(coreV1.pods, key(name), { gracePeriodSeconds: 0 }));
  await drop('a');
  await node.run({ ...withVolume, metadata: key('c') });
  await node.simulation.settle();
  expect(lookups(node)).toHaveLength(1);
  expect(open.size).toBe(1);
  await drop('b');
  await drop('c');
  expect(open.size).toBe(0);
  await node.run({ ...withVolume, metadata: key('d') });
  await node.simulation.settle();
  expect(lookups(node)).toHaveLength(2);
  expect((await node.pod('d')).status?.phase).toBe('Running');
});

test('a pod that waits for what is missing goes when it is deleted', async () => {
  const node = await openNode({ preset: 'instant' });
  for (const pod of [fromConfigMap, { ...withVolume, metadata: key('held') }]) {
    await node.run(pod);
    await node.simulation.settle();
    const name = pod.metadata?.name ?? '';
    await node.simulation.complete(() => node.client.delete(coreV1.pods, key(name)));
    await node.simulation.settle();
    await expect(node.pod(name)).rejects.toThrow('not found');
  }
});

test('a kubelet that comes back looks for the objects again', async () => {
  const node = await openNode({ preset: 'instant' });
  await create(node);
  await node.run(withVolume);
  await node.simulation.settle();
  node.kill();
  await node.simulation.complete(() => node.client.delete(coreV1.configMaps, key('nope')));
  await node.restart();
  await node.simulation.settle();
  expect((await node.pod('web')).status?.containerStatuses?.[0]?.state?.running).toBeUndefined();
  await create(node);
  await node.simulation.settle();
  expect((await node.pod('web')).status?.containerStatuses?.[0]).toMatchObject({
    ready: true,
    restartCount: 1,
  });
});

test('nothing is missed before it was looked for, though something else is known already', async () => {
  const node = await openNode({ preset: 'instant' });
  await create(node);
  await node.simulation.complete(() => node.client.create(coreV1.secrets, { metadata: key('other') }));
  await node.run({ ...withVolume, metadata: key('first') });
  await node.simulation.settle();
  const volumes = [...(withVolume.spec?.volumes ?? []), { name: 'w', secret: { secretName: 'other' } }];
  await node.run(webPod('web', { volumes }));
  await node.simulation.settle();
  expect((await node.pod('web')).status?.phase).toBe('Running');
  expect((await node.events('web')).join()).not.toContain('FailedMount');
});
