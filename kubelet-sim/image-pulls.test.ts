import { expect, test } from 'vitest';
import { coreV1, type V1Pod } from '../api/index.ts';
import { openNode, webPod } from './testing/open-node.ts';

const waitingOf = ({ status }: V1Pod) => status?.containerStatuses?.[0]?.state?.waiting;
const imaged = (image: string, imagePullPolicy = 'IfNotPresent') => ({
  containers: [{ name: 'web', image, imagePullPolicy }],
});

test('an image that cannot be pulled: ErrImagePull, then ImagePullBackOff with longer and longer pauses', async () => {
  const behaviours = [{ match: { image: 'broken:*' }, pull: { delayMs: 0, fail: 'not found' } }];
  const { simulation, run, pod, events } = await openNode({ preset: 'instant', behaviours });
  const pulls: number[] = [];
  const reasons: unknown[] = [];
  simulation.environment.trace.subscribe(({ kind, fields, atMs }) => {
    if (kind === 'kubelet' && fields.action === 'pull') pulls.push((atMs - begunMs) / 1000);
    if (kind === 'write' && fields.subresource === 'status')
      reasons.push(...(fields.changes ?? []).map(({ before, after }) => `${before} -> ${after}`));
  });
  const begunMs = simulation.environment.clock.now();
  await run(webPod('web', imaged('broken:1')));
  await simulation.runFor(15_000);
  const broken = await pod('web');
  expect(broken.status).toMatchObject({ phase: 'Pending', podIP: '10.244.0.2' });
  expect(waitingOf(broken)).toEqual({
    reason: 'ImagePullBackOff',
    message: 'Back-off pulling image "broken:1": ErrImagePull: not found',
  });
  expect(reasons.join('\n')).toContain('ErrImagePull -> ImagePullBackOff');
  await simulation.runFor(700_000);
  expect(pulls).toEqual([0, 10, 30, 70, 150, 310, 610]);
  const told = await events('web');
  expect(
    told
      .slice(0, 5)
      .map((line) => line.replace(/ \(x\d+\)$/, ''))
      .toSorted(),
  ).toEqual([
    'Normal BackOff: Back-off pulling image "broken:1"',
    'Normal Pulling: Pulling image "broken:1"',
    'Warning Failed: Error: ErrImagePull',
    'Warning Failed: Error: ImagePullBackOff',
    'Warning Failed: Failed to pull image "broken:1": not found',
  ]);
});

test('pods of one node share an image that is on its way', async () => {
  const { simulation, run, pod } = await openNode({
    behaviours: [{ pull: { delayMs: 1000 }, start: { delayMs: 0 } }],
  });
  await run(webPod('a'));
  await simulation.runFor(600);
  await run(webPod('b'));
  await simulation.runFor(399);
  expect((await pod('b')).status?.phase).toBe('Pending');
  await simulation.runFor(2);
  expect((await pod('a')).status?.phase).toBe('Running');
  expect((await pod('b')).status?.phase).toBe('Running');
});

test('a pull that is to fail fails after its time, though the image is there', async () => {
  const denied = { match: { name: 'denied' }, pull: { delayMs: 2000, fail: 'denied' } };
  const { simulation, run, pod, client, events } = await openNode({
    preset: 'instant',
    behaviours: [denied],
  });
  await run(webPod('first'));
  await simulation.settle();
  await run(webPod('denied', imaged('nginx:1.27', 'Always')));
  await simulation.runFor(1999);
  expect(waitingOf(await pod('denied'))?.reason).toBe('ContainerCreating');
  await simulation.runFor(2);
  expect(waitingOf(await pod('denied'))?.reason).toBe('ImagePullBackOff');
  // What else happens to the pod is no reason to tell of it again.
  const before = await events('denied');
  const body = { metadata: { labels: { a: 'b' } } };
  const key = { namespace: 'default', name: 'denied' };
  await simulation.complete(() => client.patch(coreV1.pods, key, { type: 'merge', body }));
  await simulation.runFor(1000);
  expect(await events('denied')).toEqual(before);
});

test('imagePullPolicy: Always asks for what is there, Never for nothing', async () => {
  const { simulation, run, pod, events } = await openNode({ preset: 'instant' });
  await run(webPod('first', imaged('nginx:1')));
  await simulation.settle();
  await run(webPod('always', imaged('nginx:1', 'Always')));
  await run(webPod('never', imaged('nginx:1', 'Never')));
  await run(webPod('lacking', imaged('nginx:2', 'Never')));
  await simulation.settle();
  expect((await events('always'))[0]).toBe('Normal Pulling: Pulling image "nginx:1"');
  expect((await pod('never')).status?.phase).toBe('Running');
  expect(waitingOf(await pod('lacking'))).toEqual({
    reason: 'ErrImageNeverPull',
    message: 'Container image "nginx:2" is not present with pull policy of Never',
  });
});

test('a name that is none', async () => {
  const { simulation, run, pod, events } = await openNode({ preset: 'instant' });
  await run(webPod('web', imaged('Nginx:1')));
  await simulation.settle();
  const message =
    'Failed to apply default image tag "Nginx:1": couldn\'t parse image name "Nginx:1": invalid reference format: repository name (library/Nginx) must be lowercase';
  expect(waitingOf(await pod('web'))).toEqual({ reason: 'InvalidImageName', message });
  expect(await events('web')).toEqual([
    `Warning InspectFailed: ${message}`,
    'Warning Failed: Error: InvalidImageName',
  ]);
});

test('an image that nobody pulls is looked for every ten seconds, and told once', async () => {
  const { simulation, run, pod, events } = await openNode({ preset: 'instant' });
  await run(webPod('lacking', imaged('nginx:2', 'Never')));
  await simulation.runFor(15_000);
  expect(await events('lacking')).toEqual([
    'Warning ErrImageNeverPull: Container image "nginx:2" is not present with pull policy of Never',
    'Warning Failed: Error: ErrImageNeverPull',
  ]);
  await run(webPod('other', imaged('nginx:2')));
  await simulation.runFor(10_000);
  expect((await pod('lacking')).status?.phase).toBe('Running');
});

const secret = { metadata: { namespace: 'default', name: 'registry' } };
const withSecret = { imagePullSecrets: [{ name: 'registry' }, { name: '' }, { name: 'other' }] };

test('secrets for registries that are not there are told once, and the pull is tried all the same', async () => {
  const { simulation, run, pod, client, events } = await openNode({ preset: 'instant' });
  await simulation.complete(() => client.create(coreV1.secrets, secret));
  await run(webPod('web', withSecret));
  await simulation.runFor(20_000);
  expect((await events('web'))[0]).toBe(
    'Warning FailedToRetrieveImagePullSecret: Unable to retrieve some image pull secrets (other); attempting to pull the image may not succeed.',
  );
  expect((await pod('web')).status?.phase).toBe('Running');
});

test('a registry that wants a secret refuses until there is one', async () => {
  const behaviours = [{ pull: { secret: true } }];
  const { simulation, run, pod, client } = await openNode({ preset: 'instant', behaviours });
  await run(webPod('web', withSecret));
  await simulation.runFor(5000);
  expect(waitingOf(await pod('web'))?.message).toContain(
    'failed to resolve reference "docker.io/library/nginx:1.27": pull access denied',
  );
  await simulation.complete(() => client.create(coreV1.secrets, secret));
  await simulation.runFor(60_000);
  expect((await pod('web')).status?.phase).toBe('Running');
});

test('a registry that is out of reach, and a signature that is none, have reasons of their own', async () => {
  const behaviours = [
    { match: { name: 'down' }, pull: { fail: 'RegistryUnavailable: connection refused' } },
    { match: { name: 'forged' }, pull: { fail: 'SignatureValidationFailed' } },
  ];
  const { simulation, run, pod, events } = await openNode({ preset: 'instant', behaviours });
  await run(webPod('down'));
  await run(webPod('forged'));
  await simulation.runFor(1000);
  expect(waitingOf(await pod('down'))?.message).toBe(
    'Back-off pulling image "nginx:1.27": RegistryUnavailable: image pull failed for nginx:1.27 because the registry is unavailable: connection refused',
  );
  expect(waitingOf(await pod('forged'))?.message).toBe(
    'Back-off pulling image "nginx:1.27": SignatureValidationFailed: image pull failed for nginx:1.27 because the signature validation failed',
  );
  expect(await events('down')).toContain('Warning Failed: Error: RegistryUnavailable');
});
