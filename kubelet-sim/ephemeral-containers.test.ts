import { expect, test } from 'vitest';
import { coreV1, type V1EphemeralContainer } from '../api/index.ts';
import { openNode, type TestNode, webPod } from './testing/open-node.ts';

const key = { namespace: 'default', name: 'web' };

/** What `kubectl debug` sends. */
function debug(node: TestNode, container: Partial<V1EphemeralContainer> = {}): Promise<unknown> {
  const body = { spec: { ephemeralContainers: [{ name: 'debug', image: 'busybox', ...container }] } };
  const { client, simulation } = node;
  return simulation.complete(() =>
    client.patch(coreV1.pods, key, { type: 'strategic', body }, { subresource: 'ephemeralcontainers' }),
  );
}

const statusesOf = async (node: TestNode) => (await node.pod('web')).status?.ephemeralContainerStatuses;

test('an ephemeral container is pulled and runs as soon as it is asked for, and stays as it is', async () => {
  const node = await openNode();
  await node.run(webPod('web', { containers: [{ name: 'web', image: 'nginx' }] }));
  await node.simulation.settle();
  await debug(node);
  await node.simulation.settle();
  const first = await statusesOf(node);
  expect(first).toMatchObject([
    { name: 'debug', image: 'docker.io/library/busybox:latest', ready: false, restartCount: 0 },
  ]);
  expect(first?.[0]?.state?.running?.startedAt).toBeDefined();
  expect(first?.[0]?.containerID).toMatch(/^containerd:/);
  expect(first?.[0]).not.toHaveProperty('started');
  await node.simulation.runFor(60_000);
  expect(await statusesOf(node)).toEqual(first);
  expect((await node.pod('web')).status?.phase).toBe('Running');
  const events = await node.events('web');
  expect(events.filter((event) => event.includes('busybox'))).toEqual([
    'Normal Pulling: Pulling image "busybox"',
    expect.stringContaining('Normal Pulled: Successfully pulled image "busybox"'),
  ]);
});

test('one that ends is not started again, and its pod goes on', async () => {
  const behaviours = [{ match: { container: 'debug' }, run: { exit: { code: 3, afterMs: 2000 } } }];
  const node = await openNode({ preset: 'instant', behaviours });
  await node.run(webPod('web'));
  await debug(node);
  await node.simulation.runFor(60_000);
  expect((await statusesOf(node))?.[0]).toMatchObject({
    restartCount: 0,
    state: { terminated: { exitCode: 3 } },
  });
  const { status } = await node.pod('web');
  expect(status?.phase).toBe('Running');
  expect(status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True');
});

test('one helps a pod whose init container does not end', async () => {
  const behaviours = [{ match: { container: 'init' }, run: { forever: true } }];
  const node = await openNode({ preset: 'instant', behaviours });
  await node.run(webPod('web', { initContainers: [{ name: 'init', image: 'init' }] }));
  await debug(node);
  await node.simulation.runFor(5000);
  expect((await statusesOf(node))?.[0]?.state?.running).toBeDefined();
  expect((await node.pod('web')).status?.phase).toBe('Pending');
});

test('one whose image cannot be pulled waits, and the pod ends without it', async () => {
  const behaviours = [{ match: { image: 'gone' }, pull: { fail: 'no such image' } }];
  const node = await openNode({ preset: 'instant', behaviours });
  await node.run(
    webPod(
      'web',
      { restartPolicy: 'Never' },
      {
        'homeostat.dev/behaviour': '{"match":{"container":"web"},"run":{"exit":{"code":0,"afterMs":60000}}}',
      },
    ),
  );
  await debug(node, { image: 'gone' });
  await node.simulation.runFor(30_000);
  expect((await statusesOf(node))?.[0]?.state?.waiting?.reason).toBe('ImagePullBackOff');
  await node.simulation.runFor(60_000);
  expect((await node.pod('web')).status?.phase).toBe('Succeeded');
});

test('one runs on while its kubelet is away', async () => {
  const node = await openNode({ preset: 'instant' });
  await node.run(webPod('web'));
  await debug(node);
  await node.simulation.runFor(5000);
  const before = await statusesOf(node);
  node.kill();
  await node.restart({ resumes: true });
  await node.simulation.runFor(60_000);
  expect(await statusesOf(node)).toEqual(before);
});
