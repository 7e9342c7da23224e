import { expect, test } from 'vitest';
import { coreV1, type V1Pod } from '../api/index.ts';
import type { DeclaredAmount } from './index.ts';
import { nodeName, openNode, type TestNode, webPod } from './testing/open-node.ts';

const leak: DeclaredAmount = {
  ramp: true,
  points: [
    [0, '64Mi'],
    [60_000, '192Mi'],
  ],
};

const podOf = (limit: string, restartPolicy = 'Always'): V1Pod =>
  webPod('web', {
    restartPolicy,
    containers: [{ name: 'web', image: 'nginx', resources: { limits: { memory: limit } } }],
  });

const open = (memory: DeclaredAmount) =>
  openNode({ behaviours: [{ usage: { memory }, run: { forever: true } }], preset: 'instant' });

const stateOf = async (node: TestNode) => (await node.pod('web')).status?.containerStatuses?.[0];
const secondsOf = (from?: string | null, to?: string | null) =>
  (Date.parse(to ?? '') - Date.parse(from ?? '')) / 1000;

test('a container is killed when its memory is above its limit, and starts again after a while', async () => {
  const node = await open(leak);
  await node.run(podOf('128Mi'));
  await node.simulation.runFor(29_000);
  expect((await stateOf(node))?.state?.running).toBeDefined();
  await node.simulation.runFor(2_000);
  const { restartCount, lastState, state } = (await stateOf(node)) ?? {};
  expect(lastState?.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
  expect(secondsOf(lastState?.terminated?.startedAt, lastState?.terminated?.finishedAt)).toBe(30);
  expect([restartCount, state?.running !== undefined]).toEqual([1, true]);
  await node.simulation.runFor(31_000);
  const again = await stateOf(node);
  expect([again?.restartCount, again?.state?.waiting?.reason]).toEqual([1, 'CrashLoopBackOff']);
});

test('one that is not restarted fails its pod', async () => {
  const node = await open(leak);
  await node.run(podOf('128Mi', 'Never'));
  await node.simulation.runFor(31_000);
  const { status } = await node.pod('web');
  expect([status?.phase, status?.containerStatuses?.[0]?.state?.terminated?.reason]).toEqual([
    'Failed',
    'OOMKilled',
  ]);
});

test('what uses too much from the beginning is killed as soon as it runs', async () => {
  const node = await open('1Gi');
  await node.run(podOf('128Mi', 'Never'));
  await node.simulation.runFor(1_000);
  expect((await node.pod('web')).status?.phase).toBe('Failed');
});

test('with a higher limit it lives longer; a lower one than it uses is not given to it', async () => {
  const node = await open(leak);
  await node.run(podOf('128Mi', 'Never'));
  const resize = (memory: string) =>
    node.simulation.complete(() =>
      node.client.patch(
        coreV1.pods,
        { namespace: 'default', name: 'web' },
        {
          type: 'strategic',
          body: { spec: { containers: [{ name: 'web', resources: { limits: { memory } } }] } },
        },
        { subresource: 'resize' },
      ),
    );
  await node.simulation.runFor(20_000);
  await resize('160Mi');
  await node.simulation.runFor(20_000);
  expect((await node.pod('web')).status?.phase).toBe('Running');
  await resize('128Mi');
  await node.simulation.runFor(2_000);
  expect((await node.pod('web')).status?.phase).toBe('Running');
  await node.simulation.runFor(6_000);
  const { state } = (await stateOf(node)) ?? {};
  expect(state?.terminated?.reason).toBe('OOMKilled');
  expect(secondsOf(state?.terminated?.startedAt, state?.terminated?.finishedAt)).toBe(45);
});

test('a kubelet that was away finds that it was killed meanwhile', async () => {
  const node = await open(leak);
  await node.run(podOf('128Mi', 'Never'));
  await node.simulation.runFor(10_000);
  node.kill();
  await node.simulation.runFor(60_000);
  await node.restart({ resumes: true, node: { name: nodeName } });
  await node.simulation.settle();
  expect((await stateOf(node))?.state?.terminated?.reason).toBe('OOMKilled');
});
