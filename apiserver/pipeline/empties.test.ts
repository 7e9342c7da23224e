import { expect, test } from 'vitest';
import { openApi } from '../testing/open-api.ts';

/** What Kubernetes 1.36 answers. */
test.each([
  [
    'a map',
    '/apis/apps/v1/namespaces/default/deployments',
    {
      selector: { matchLabels: { a: 'b' } },
      template: { metadata: { labels: {} }, spec: { containers: [{ name: 'c', image: 'i' }] } },
    },
    'spec.template.metadata.labels: Invalid value: {}: `selector` does not match template `labels`',
  ],
  [
    'a list',
    '/apis/networking.k8s.io/v1/namespaces/default/ingresses',
    { rules: [] },
    'spec: Invalid value: []: either `defaultBackend` or `rules` must be specified',
  ],
  [
    'a list whose default is for none',
    '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers',
    {
      scaleTargetRef: { kind: 'Deployment', name: 'x' },
      maxReplicas: 3,
      behavior: { scaleDown: { policies: [] } },
    },
    'spec.behavior.scaleDown.policies: Required value: must specify at least one Policy',
  ],
])('%s that is given and empty is told as such', async (_, path, spec, says) => {
  const api = await openApi();
  const { body } = await api.call('POST', path, { metadata: { name: 'a' }, spec });
  expect(body.message).toContain(says);
});

test('an empty list is stored as none', async () => {
  const api = await openApi();
  const roles = '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles';
  const { body } = await api.call('POST', roles, { metadata: { name: 'a', labels: {} }, rules: [] });
  expect(body.rules).toBeNull();
  expect(body.metadata).not.toHaveProperty('labels');
  expect(body.metadata.managedFields[0].fieldsV1).toEqual({ 'f:rules': {} });
});

test('an empty text is no default where Go has a pointer', async () => {
  const api = await openApi();
  const { body } = await api.call('POST', '/apis/scheduling.k8s.io/v1/priorityclasses', {
    metadata: { name: 'a' },
    value: 1,
    preemptionPolicy: '',
  });
  expect(body.message).toBe(
    'PriorityClass.scheduling.k8s.io "a" is invalid: preemptionPolicy: Required value',
  );
});
