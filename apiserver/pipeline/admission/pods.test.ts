import { expect, test } from 'vitest';
import { openApi } from '../../testing/open-api.ts';

const pods = '/api/v1/namespaces/default/pods';
const containers = [{ name: 'web', image: 'nginx' }];

test('a pod gets an account, a priority, and patience with nodes that are gone; nothing else does', async () => {
  const api = await openApi();
  const { body } = await api.call('POST', pods, { metadata: { name: 'a' }, spec: { containers } });
  expect(body.spec).toMatchObject({
    serviceAccountName: 'default',
    priority: 0,
    preemptionPolicy: 'PreemptLowerPriority',
  });
  expect(body.spec.tolerations.map(({ key }: { key: string }) => key)).toEqual([
    'node.kubernetes.io/not-ready',
    'node.kubernetes.io/unreachable',
  ]);
  const template = { metadata: { labels: { a: 'b' } }, spec: { containers } };
  const replicaSet = { metadata: { name: 'a' }, spec: { selector: { matchLabels: { a: 'b' } }, template } };
  const other = await api.call('POST', '/apis/apps/v1/namespaces/default/replicasets', replicaSet);
  expect(other.body.spec.template.spec.tolerations).toBeUndefined();
  expect(other.body.spec.template.spec.priority).toBeUndefined();
});

test.each([
  [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }, 2],
  [{ key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }, 1],
  [{ key: 'node.kubernetes.io/not-ready' }, 1],
  [{ key: 'elsewhere' }, 2],
  [{ effect: 'NoExecute' }, 0],
  [{ effect: 'NoSchedule' }, 2],
  [{}, 0],
])('beside the toleration %j a pod is given %i', async (toleration, given) => {
  const api = await openApi();
  const spec = { containers, tolerations: [{ operator: 'Exists', ...toleration }] };
  const { body } = await api.call('POST', pods, { metadata: { name: 'a' }, spec });
  const added = body.spec.tolerations.slice(1);
  expect(added).toHaveLength(given);
  for (const one of added)
    expect(one).toMatchObject({ operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 });
});

test('who replaces a pod need not repeat what it was given; a status of it is left alone', async () => {
  const api = await openApi();
  const made = await api.call('POST', pods, { metadata: { name: 'a' }, spec: { containers } });
  const { priority: _, tolerations: __, ...spec } = made.body.spec;
  const replaced = await api.call('PUT', `${pods}/a`, { metadata: { name: 'a', labels: { a: 'b' } }, spec });
  expect(replaced.status).toBe(200);
  expect(replaced.body.spec).toEqual(made.body.spec);
  const status = await api.call('PUT', `${pods}/a/status`, { metadata: { name: 'a' }, spec: {}, status: {} });
  expect(status.body.spec).toEqual(made.body.spec);
});
