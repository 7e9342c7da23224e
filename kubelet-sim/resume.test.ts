import { expect, test } from 'vitest';
import { coreV1 } from '../api/index.ts';
import { nodeName, openNode, webPod } from './testing/open-node.ts';

test('a kubelet that was away while its machine was on leaves what runs as it is', async () => {
  const node = await openNode();
  await node.run(webPod('web'));
  await node.run(webPod('prepared', { initContainers: [{ name: 'init', image: 'busybox' }] }));
  await node.simulation.settle();
  const read = async () => [await node.pod('web'), await node.pod('prepared')];
  const before = await read();
  const { bootID } = (await node.node()).status?.nodeInfo ?? {};
  node.kill();
  // Its key is the first the informer shows; it must not get the address of one that runs.
  await node.run(webPod('a-late-one'));
  await node.simulation.runFor(30_000);
  await node.restart({ resumes: true });
  await node.simulation.settle();
  expect(await read()).toEqual(before);
  const late = await node.pod('a-late-one');
  expect(late.status?.phase).toBe('Running');
  expect(before.map(({ status }) => status?.podIP)).not.toContain(late.status?.podIP);
  expect((await node.node()).status?.nodeInfo?.bootID).toBe(bootID);
  expect((await node.events(nodeName)).join('\n')).not.toContain('Rebooted');
  expect((await node.events('web')).join('\n')).not.toContain('SandboxChanged');
});

test('what was due while the kubelet was away has happened in its time', async () => {
  const node = await openNode({
    preset: 'instant',
    behaviours: [{ run: { exit: { code: 3, afterMs: 20_000 } } }],
  });
  await node.run(webPod('job', { restartPolicy: 'Never' }));
  await node.simulation.runFor(5000);
  node.kill();
  await node.simulation.runFor(60_000);
  await node.restart({ resumes: true });
  await node.simulation.settle();
  const { phase, containerStatuses = [] } = (await node.pod('job')).status ?? {};
  expect(phase).toBe('Failed');
  expect(containerStatuses[0]?.state?.terminated).toMatchObject({
    exitCode: 3,
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T00:00:20Z',
  });
});

test('what is due later comes when it would have come', async () => {
  const node = await openNode({ preset: 'instant', behaviours: [{ ready: { afterMs: 20_000 } }] });
  await node.run(webPod('web'));
  await node.simulation.runFor(5000);
  node.kill();
  await node.simulation.runFor(5000);
  await node.restart({ resumes: true });
  await node.simulation.runFor(9000);
  expect((await node.pod('web')).status?.containerStatuses?.[0]).toMatchObject({
    ready: false,
    restartCount: 0,
  });
  await node.simulation.runFor(1000);
  expect((await node.pod('web')).status?.containerStatuses?.[0]).toMatchObject({
    ready: true,
    restartCount: 0,
  });
});

test('a deletion that came while the kubelet was away is carried out when it is back', async () => {
  const node = await openNode();
  await node.run(webPod('web'));
  await node.simulation.settle();
  node.kill();
  const key = { namespace: 'default', name: 'web' };
  await node.simulation.complete(() => node.client.delete(coreV1.pods, key));
  await node.restart({ resumes: true });
  await node.simulation.settle();
  await expect(node.pod('web')).rejects.toThrow('not found');
  expect((await node.events('web')).join('\n')).toContain('Killing: Stopping container web');
});

test('on a node that nobody knows any more nothing can have gone on', async () => {
  const node = await openNode();
  await node.run(webPod('web'));
  await node.simulation.settle();
  node.kill();
  await node.simulation.complete(() => node.client.delete(coreV1.nodes, { name: nodeName }));
  await node.restart({ resumes: true });
  await node.simulation.settle();
  expect((await node.pod('web')).status?.containerStatuses?.[0]).toMatchObject({
    ready: true,
    restartCount: 1,
  });
});
