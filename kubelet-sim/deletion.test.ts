import { expect, test } from 'vitest';
import { coreV1, type V1Pod } from '../api/index.ts';
import type { PodBehaviour } from './index.ts';
import { openNode, type TestNode, webPod } from './testing/open-node.ts';

const key = { namespace: 'default', name: 'web' };

/** Runs a pod `web`, deletes it, and says how it was when it was last seen and how long it took to go. */
async function deleteWeb(
  behaviours: PodBehaviour[],
  options: { gracePeriodSeconds?: number; afterMs?: number; spec?: Partial<NonNullable<V1Pod['spec']>> } = {},
): Promise<{ node: TestNode; last: V1Pod | undefined; tookMs: number }> {
  const node = await openNode({ behaviours });
  const { simulation, client } = node;
  await node.run(webPod('web', options.spec));
  await simulation.runFor(options.afterMs ?? 10_000);
  const { gracePeriodSeconds } = options;
  let last: V1Pod | undefined;
  let gone = false;
  await simulation.complete(() =>
    client.watch<V1Pod>(
      coreV1.pods,
      { namespace: 'default' },
      {
        events(batch) {
          for (const { type, object } of batch) {
            if (object.metadata?.name !== 'web') continue;
            last = object as V1Pod;
            gone = type === 'DELETED';
          }
        },
        end() {},
      },
    ),
  );
  const begunMs = simulation.environment.clock.now();
  await simulation.complete(() =>
    client.delete(coreV1.pods, key, gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
  );
  await simulation.runUntil(() => gone, { withinMs: 60_000 });
  return { node, last, tookMs: simulation.environment.clock.now() - begunMs };
}

const terminatedOf = (pod: V1Pod | undefined) => pod?.status?.containerStatuses?.[0]?.state?.terminated;

test('a deleted pod stops as declared, says how it ended, and goes', async () => {
  const { node, last, tookMs } = await deleteWeb([{ stop: { delayMs: 2500, exitCode: 143 } }]);
  expect(tookMs).toBe(2500);
  expect(terminatedOf(last)).toMatchObject({ exitCode: 143, reason: 'Error' });
  expect(last?.status?.phase).toBe('Failed');
  expect(await node.events('web')).toContain('Normal Killing: Stopping container web');
  const writes = node.writes.filter(({ fields }) => fields.name === 'web').map(({ fields }) => fields.verb);
  // Made, bound, two states, marked as deleted, its end, gone.
  expect(writes).toEqual(['create', 'create', 'update', 'update', 'delete', 'update', 'delete']);
});

test('what ends well on SIGTERM has succeeded', async () => {
  const { last } = await deleteWeb([]);
  expect(terminatedOf(last)).toMatchObject({ exitCode: 0, reason: 'Completed' });
  expect(last?.status?.phase).toBe('Succeeded');
});

test('at the end of the grace period it is killed', async () => {
  const { last, tookMs } = await deleteWeb([{ stop: { ignoresSigterm: true } }], { gracePeriodSeconds: 5 });
  expect(tookMs).toBe(5000);
  expect(terminatedOf(last)).toMatchObject({ exitCode: 137, reason: 'Error' });
});

test('a second deletion with less time brings the end nearer', async () => {
  const { simulation, client, run, writes } = await openNode({
    behaviours: [{ stop: { ignoresSigterm: true } }],
  });
  await run(webPod('web'));
  await simulation.settle();
  const begunMs = simulation.environment.clock.now();
  await simulation.complete(() => client.delete(coreV1.pods, key));
  await simulation.runFor(3000);
  await simulation.complete(() => client.delete(coreV1.pods, key, { gracePeriodSeconds: 5 }));
  await simulation.settle();
  const last = writes.at(-1);
  expect(last?.fields).toMatchObject({ verb: 'delete', name: 'web', by: 'kubelet:node-1' });
  expect((last?.atMs ?? 0) - begunMs).toBe(8000);
});

test('a forced deletion frees the node at once', async () => {
  const { node, tookMs } = await deleteWeb([{ stop: { delayMs: 60_000 } }], {
    gracePeriodSeconds: 0,
    spec: { containers: [{ name: 'web', image: 'nginx', resources: { requests: { cpu: '4' } } }] },
  });
  expect(tookMs).toBe(0);
  const containers = [{ name: 'web', image: 'nginx', resources: { requests: { cpu: '4' } } }];
  await node.run(webPod('next', { containers }));
  await node.simulation.settle();
  expect((await node.pod('next')).status?.phase).toBe('Running');
});

test('a pod whose image is still coming goes at once', async () => {
  const { last, tookMs } = await deleteWeb([{ pull: { delayMs: 30_000 } }], { afterMs: 1000 });
  expect(tookMs).toBe(0);
  expect(terminatedOf(last)).toMatchObject({ exitCode: 137, reason: 'ContainerStatusUnknown' });
  expect(last?.status?.phase).toBe('Failed');
});

test('a pod in a crash loop goes at once', async () => {
  const { last, tookMs } = await deleteWeb([{ run: { exit: { code: 1 } } }], { afterMs: 35_000 });
  expect(tookMs).toBe(0);
  expect(terminatedOf(last)).toMatchObject({ exitCode: 1 });
});

test('what a finalizer holds is reported as ended, and not deleted again and again', async () => {
  const node = await openNode();
  const { metadata, ...rest } = webPod('web');
  await node.run({ ...rest, metadata: { ...metadata, finalizers: ['example.com/hold'] } });
  await node.simulation.settle();
  await node.simulation.complete(() => node.client.delete(coreV1.pods, key));
  await node.simulation.runFor(60_000);
  expect((await node.pod('web')).status?.phase).toBe('Succeeded');
  const body = { metadata: { finalizers: null } };
  await node.simulation.complete(() => node.client.patch(coreV1.pods, key, { type: 'merge', body }));
  await node.simulation.settle();
  await expect(node.pod('web')).rejects.toThrow('not found');
});

test('addresses are given out one after the other, and again once they are free', async () => {
  const { simulation, run, pod, client } = await openNode({
    preset: 'instant',
    node: { name: 'node-1', index: 7 },
  });
  await run(webPod('web'));
  await run(webPod('b'));
  await simulation.settle();
  expect((await pod('b')).status?.podIP).toBe('10.244.7.3');
  await simulation.complete(() => client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 }));
  await run(webPod('c', { hostNetwork: true }));
  await run(webPod('d'));
  await simulation.settle();
  expect((await pod('c')).status?.podIP).toBe('172.18.0.9');
  expect((await pod('d')).status?.podIP).toBe('10.244.7.4');
});

test('addresses do not run out, however many pods came and went', async () => {
  const { simulation, run, pod, client } = await openNode({ preset: 'instant' });
  // More than a /24 has.
  for (let at = 0; at < 260; at++) {
    await run(webPod('web'));
    await simulation.complete(() => client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 }));
  }
  await run(webPod('last'));
  await simulation.settle();
  expect((await pod('last')).status?.podIP).toBe('10.244.0.9');
});

test('of a pod whose object is gone nothing more happens, nor is anything asked', async () => {
  const node = await openNode({ behaviours: [{ pull: { delayMs: 20_000 }, ready: { afterMs: 5000 } }] });
  const { simulation, client, run, requests, events } = node;
  await run(webPod('web'));
  await simulation.runFor(1000);
  await simulation.complete(() => client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 }));
  await simulation.runFor(1000);
  const told = await events('web');
  const { length } = requests;
  await simulation.settle();
  expect(await events('web')).toEqual(told);
  expect(requests.slice(length)).toEqual([]);
});
