import { expect, test } from 'vitest';
import { coreV1 } from '../../api/index.ts';
import { openNode, type TestNode, webPod } from '../testing/open-node.ts';

const key = (name: string) => ({ namespace: 'default', name });

/** What the kubelet does, as the trace has it: `reject default/web`, `start default/web web`. */
function actionsOf({ simulation }: TestNode): string[] {
  const actions: string[] = [];
  simulation.environment.trace.subscribe(({ kind, fields }) => {
    if (kind !== 'kubelet') return;
    actions.push(
      [fields.action, fields.pod, fields.container].filter((text) => text !== undefined).join(' '),
    );
  });
  return actions;
}

const remove = ({ simulation, client }: TestNode, name: string, options = {}) =>
  simulation.complete(() => client.delete(coreV1.pods, key(name), options));

const needing = (cpu: string) => ({
  containers: [{ name: 'web', image: 'nginx', resources: { requests: { cpu } } }],
});

test('the trace names the container that something happens to, or the pod alone', async () => {
  const node = await openNode({ preset: 'instant' });
  const actions = actionsOf(node);
  await node.run(webPod('web'));
  await node.run(webPod('big', needing('5')));
  await node.simulation.settle();
  expect(actions).toEqual([
    ...['pull', 'start', 'ready'].map((action) => `${action} default/web web`),
    'reject default/big',
  ]);
});

test('a pod that runs while its object goes is told to be removed, one that is over is not', async () => {
  const node = await openNode({ preset: 'instant' });
  const actions = actionsOf(node);
  for (const name of ['forced', 'asked']) await node.run(webPod(name));
  await node.simulation.settle();
  await remove(node, 'forced', { gracePeriodSeconds: 0 });
  await remove(node, 'asked');
  await node.simulation.settle();
  expect(actions.filter((action) => action.startsWith('remove'))).toEqual(['remove default/forced']);
});

test('the events of a pod name it as it was then, and no container where they are about none', async () => {
  const node = await openNode({ preset: 'instant' });
  const { metadata } = await node.run(webPod('big', needing('5')));
  await node.simulation.settle();
  const { items } = await node.simulation.complete(() => node.client.list(coreV1.events, key('')));
  const [event] = items.filter(({ reason }) => reason === 'OutOfcpu');
  const { resourceVersion, ...named } = event?.involvedObject ?? {};
  expect(named).toEqual({
    ...{ kind: 'Pod', apiVersion: 'v1', namespace: 'default', name: 'big', uid: metadata?.uid },
  });
  expect(Number(resourceVersion)).toBeGreaterThan(Number(metadata?.resourceVersion));
});

test('what a pod had is free once it is over, though its object stays', async () => {
  const node = await openNode({ preset: 'instant' });
  await node.run(webPod('done', { restartPolicy: 'Never', ...needing('3') }));
  await node.simulation.settle();
  await node.run(webPod('next', needing('3')));
  await node.simulation.settle();
  expect((await node.pod('done')).status?.phase).toBe('Succeeded');
  expect((await node.pod('next')).status?.phase).toBe('Running');
  // And is not freed again when that goes.
  await remove(node, 'done');
  await node.run(webPod('third', needing('2')));
  await node.simulation.settle();
  expect((await node.pod('third')).status?.reason).toBe('OutOfcpu');
});

test('a pod that was rejected frees nothing when it goes', async () => {
  const node = await openNode({ preset: 'instant' });
  await node.run(webPod('web', needing('3')));
  await node.run(webPod('big', needing('2')));
  await node.simulation.settle();
  await remove(node, 'big');
  await node.run(webPod('again', needing('2')));
  await node.simulation.settle();
  expect((await node.pod('again')).status?.reason).toBe('OutOfcpu');
});

test('a pod that was over when its kubelet came frees nothing when it goes', async () => {
  const node = await openNode({ preset: 'instant' });
  await node.run(webPod('done', { restartPolicy: 'Never', ...needing('3') }));
  await node.simulation.settle();
  node.kill();
  await node.restart();
  await remove(node, 'done');
  await node.run(webPod('web', needing('3')));
  await node.run(webPod('big', needing('2')));
  await node.simulation.settle();
  expect((await node.pod('big')).status?.reason).toBe('OutOfcpu');
});

test('a deadline counts from the start of the pod, also after a restart of its kubelet', async () => {
  const node = await openNode({ preset: 'instant' });
  await node.run(webPod('web', { activeDeadlineSeconds: 60 }));
  await node.simulation.runFor(30_000);
  node.kill();
  await node.restart({ resumes: true });
  await node.simulation.runFor(29_000);
  expect((await node.pod('web')).status?.phase).toBe('Running');
  await node.simulation.runFor(2000);
  expect((await node.pod('web')).status?.reason).toBe('DeadlineExceeded');
});

test('a pod whose deadline is changed is held to the new one', async () => {
  const node = await openNode({ preset: 'instant' });
  const { simulation, client } = node;
  await node.run(webPod('web', { activeDeadlineSeconds: 60 }));
  await simulation.runFor(10_000);
  const body = { spec: { activeDeadlineSeconds: 20 } };
  await simulation.complete(() => client.patch(coreV1.pods, key('web'), { type: 'merge', body }));
  await simulation.runFor(11_000);
  expect((await node.pod('web')).status?.reason).toBe('DeadlineExceeded');
});

test('what somebody declares failed has its own grace period to end', async () => {
  const behaviours = [{ stop: { ignoresSigterm: true } }];
  const node = await openNode({ preset: 'instant', behaviours });
  const { simulation, client } = node;
  await node.run(webPod('web', { terminationGracePeriodSeconds: 20 }));
  await simulation.settle();
  const actions = actionsOf(node);
  const pod = await node.pod('web');
  const status = { ...pod.status, phase: 'Failed' };
  await simulation.complete(() => client.updateStatus(coreV1.pods, { ...pod, status }));
  await simulation.runFor(19_900);
  expect(actions).toEqual(['kill default/web web']);
  await simulation.runFor(200);
  expect(actions).toEqual(['kill default/web web', 'exit default/web web']);
});
