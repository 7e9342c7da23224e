import { expect, test } from 'vitest';
import { coreV1, type V1Container, type V1Pod } from '../api/index.ts';
import { openNode, webPod } from './testing/open-node.ts';

const image = 'busybox:1';
const init = (name: string, more: Partial<V1Container> = {}): V1Container => ({ name, image, ...more });
const sidecar = (name: string): V1Container => init(name, { restartPolicy: 'Always' });
const web = { name: 'web', image };

const condition = ({ status }: V1Pod, type: string) => status?.conditions?.find((each) => each.type === type);

test('init containers run one after the other, then the others start', async () => {
  const behaviours = [{ match: { container: 'init-*' }, run: { exit: { code: 0, afterMs: 1000 } } }];
  const { simulation, run, pod } = await openNode({ preset: 'instant', behaviours });
  await run(webPod('web', { initContainers: [init('init-a'), init('init-b')], containers: [web] }));
  await simulation.runFor(500);
  const first = await pod('web');
  expect(first.status?.phase).toBe('Pending');
  expect(first.status?.initContainerStatuses?.map(({ state }) => Object.keys(state ?? {})[0])).toEqual([
    'running',
    'waiting',
  ]);
  expect(first.status?.containerStatuses?.[0]?.state?.waiting?.reason).toBe('PodInitializing');
  expect(condition(first, 'Initialized')).toMatchObject({
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: 'containers with incomplete status: [init-a init-b]',
  });
  await simulation.runFor(1000);
  expect(condition(await pod('web'), 'Initialized')?.message).toBe(
    'containers with incomplete status: [init-b]',
  );
  await simulation.settle();
  const last = await pod('web');
  expect(last.status?.phase).toBe('Running');
  expect(last.status?.initContainerStatuses?.map(({ ready }) => ready)).toEqual([true, true]);
  expect(condition(last, 'Initialized')?.status).toBe('True');
});

test('a failing init container is tried again, and holds the pod up', async () => {
  const behaviours = [{ match: { container: 'init' }, run: { exit: { code: 1 }, times: 2 } }];
  const { simulation, run, pod } = await openNode({ preset: 'instant', behaviours });
  await run(webPod('web', { initContainers: [init('init')], containers: [web] }));
  await simulation.runFor(5000);
  const waits = await pod('web');
  expect(waits.status?.phase).toBe('Pending');
  expect(waits.status?.initContainerStatuses?.[0]?.state?.waiting?.reason).toBe('CrashLoopBackOff');
  await simulation.runFor(6000);
  expect((await pod('web')).status).toMatchObject({
    phase: 'Running',
    initContainerStatuses: [{ restartCount: 2, ready: true }],
  });
});

test('with restartPolicy Never a failing init container fails the pod', async () => {
  const behaviours = [{ match: { container: 'init' }, run: { exit: { code: 2 } } }];
  const { simulation, run, pod } = await openNode({ preset: 'instant', behaviours });
  await run(webPod('web', { initContainers: [init('init')], containers: [web], restartPolicy: 'Never' }));
  await simulation.settle();
  const { status } = await pod('web');
  expect(status?.phase).toBe('Failed');
  expect(status?.containerStatuses?.[0]?.state).toEqual({ waiting: { reason: 'PodInitializing' } });
});

test('a sidecar starts before the others and is stopped when they are done', async () => {
  const behaviours = [{ match: { container: 'web' }, run: { exit: { code: 0, afterMs: 5000 } } }];
  const { simulation, run, pod, events } = await openNode({ behaviours });
  await run(webPod('web', { initContainers: [sidecar('proxy')], containers: [web], restartPolicy: 'Never' }));
  await simulation.runFor(5000);
  const running = await pod('web');
  expect(running.status?.phase).toBe('Running');
  expect(running.status?.initContainerStatuses?.[0]).toMatchObject({ started: true, ready: true });
  await simulation.settle();
  const { status } = await pod('web');
  expect(status?.phase).toBe('Succeeded');
  expect(status?.initContainerStatuses?.[0]?.state?.terminated?.exitCode).toBe(0);
  expect(await events('web')).toContain('Normal Killing: Stopping container proxy');
});

test('a sidecar that ends by itself starts again, and the others go on', async () => {
  const behaviours = [{ match: { container: 'proxy' }, run: { exit: { code: 0, afterMs: 1000 }, times: 1 } }];
  const { simulation, run, pod } = await openNode({ preset: 'instant', behaviours });
  await run(webPod('web', { initContainers: [sidecar('proxy')], containers: [web] }));
  await simulation.settle();
  expect((await pod('web')).status).toMatchObject({
    phase: 'Running',
    initContainerStatuses: [{ restartCount: 1, ready: true }],
    containerStatuses: [{ restartCount: 0, ready: true }],
  });
});

test('events name the container that they are about', async () => {
  const { simulation, run, client } = await openNode({ preset: 'instant' });
  await run(webPod('web', { initContainers: [init('init')], containers: [web] }));
  await simulation.settle();
  const { items } = await simulation.complete(() => client.list(coreV1.events, { namespace: 'default' }));
  const started = items.filter(({ reason }) => reason === 'Started');
  expect(started.map(({ involvedObject }) => involvedObject.fieldPath).toSorted()).toEqual([
    'spec.containers{web}',
    'spec.initContainers{init}',
  ]);
});
