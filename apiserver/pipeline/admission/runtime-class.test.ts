import { expect, test } from 'vitest';
import { openApi } from '../../testing/open-api.ts';

const classes = '/apis/node.k8s.io/v1/runtimeclasses';
const pods = '/api/v1/namespaces/default/pods';
const toleration = { key: 'kata', operator: 'Exists', effect: 'NoSchedule' };
const kata = {
  metadata: { name: 'kata' },
  handler: 'kata',
  overhead: { podFixed: { cpu: '250m' } },
  scheduling: { nodeSelector: { kata: 'yes' }, tolerations: [toleration] },
};

async function createPod(spec: object) {
  const api = await openApi();
  await api.call('POST', classes, kata);
  await api.call('POST', classes, { metadata: { name: 'plain' }, handler: 'runc' });
  const containers = [{ name: 'c', image: 'i' }];
  return api.call('POST', pods, { metadata: { name: 'p' }, spec: { containers, ...spec } });
}

test('a pod gets the overhead of its class, and goes where the class is', async () => {
  const { status, body } = await createPod({ runtimeClassName: 'kata', nodeSelector: { a: 'b' } });
  expect(status).toBe(201);
  expect(body.spec).toMatchObject({ overhead: { cpu: '250m' }, nodeSelector: { a: 'b', kata: 'yes' } });
  expect(body.spec.tolerations).toContainEqual(toleration);
});

test('what is given already is not given again', async () => {
  const given = { overhead: { cpu: '0.25' }, nodeSelector: { kata: 'yes' }, tolerations: [toleration] };
  const { status, body } = await createPod({ runtimeClassName: 'kata', ...given });
  expect(status).toBe(201);
  expect(body.spec.tolerations.filter(({ key }: { key: string }) => key === 'kata')).toHaveLength(1);
});

test('a class that costs nothing changes nothing', async () => {
  const { body } = await createPod({ runtimeClassName: 'plain' });
  expect(body.spec.overhead).toBeUndefined();
  expect(body.spec.nodeSelector).toBeUndefined();
});

test.each([
  [{ runtimeClassName: 'nope' }, 'pod rejected: RuntimeClass "nope" not found'],
  [
    { overhead: { cpu: '1' } },
    'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
  ],
  [
    { runtimeClassName: 'kata', overhead: { cpu: '1' } },
    "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead",
  ],
  [
    { runtimeClassName: 'kata', nodeSelector: { kata: 'no' } },
    'conflict: runtimeClass.scheduling.nodeSelector[kata] = yes; pod.spec.nodeSelector[kata] = no',
  ],
])('%j is refused: %s', async (spec, says) => {
  const { status, body } = await createPod(spec);
  expect([status, body.message]).toEqual([403, `pods "p" is forbidden: ${says}`]);
});

test('a pod made by hand has no ephemeral containers, and a cost that is a number', async () => {
  const api = await openApi();
  const containers = [{ name: 'c', image: 'i' }];
  const debug = { containers, ephemeralContainers: [{ name: 'e', image: 'i' }] };
  const early = await api.call('POST', pods, { metadata: { name: 'p' }, spec: debug });
  expect(early.body.message).toContain('spec.ephemeralContainers: Forbidden: cannot be set on create');
  for (const [cost, status] of [
    ['+5', 422],
    ['05', 422],
    ['-5', 201],
  ] as const) {
    const annotations = { 'controller.kubernetes.io/pod-deletion-cost': cost };
    const made = await api.call('POST', pods, { metadata: { name: 'q', annotations }, spec: { containers } });
    expect([cost, made.status]).toEqual([cost, status]);
  }
});
