import { expect, test } from 'vitest';
import { openApi } from '../../testing/open-api.ts';

const pods = '/api/v1/namespaces/default/pods';
const container = { name: 'c', image: 'i' };

test('an odd pod is created, with warnings', async () => {
  const api = await openApi();
  const env = ['1', '2'].map((value) => ({ name: 'A', value }));
  const resources = { requests: { memory: '100m' } };
  const { status, headers } = await api.call('POST', pods, {
    metadata: { name: 'a.b' },
    spec: {
      nodeSelector: { 'beta.kubernetes.io/os': 'linux' },
      containers: [{ ...container, env, resources }],
    },
  });
  expect(status).toBe(201);
  expect(headers.warning?.split('\n')).toEqual([
    `299 - "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]"`,
    '299 - "spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use \\"kubernetes.io/os\\" instead"',
    '299 - "spec.containers[0].resources.requests[memory]: fractional byte value \\"100m\\" is invalid, must be an integer"',
    '299 - "spec.containers[0].env[1]: hides previous definition of \\"A\\", which may be dropped when using apply"',
  ]);
});

test('templates are warned of where they stand', async () => {
  const api = await openApi();
  const ports = [{ containerPort: 80 }, { containerPort: 80 }];
  const template = { spec: { restartPolicy: 'Never', containers: [{ ...container, ports }] } };
  const { headers } = await api.call('POST', '/apis/batch/v1/namespaces/default/cronjobs', {
    metadata: { name: 'c' },
    spec: { schedule: '@daily', jobTemplate: { spec: { template } } },
  });
  const path = 'spec.jobTemplate.spec.template.spec.containers[0].ports';
  expect(headers.warning).toBe(`299 - "${path}[1]: duplicate port definition with ${path}[0]"`);
});

test('who asks for a deprecated kind is told of the new one', async () => {
  const api = await openApi();
  const { headers } = await api.call('GET', '/api/v1/namespaces/default/endpoints/kubernetes');
  expect(headers.warning).toBe(
    '299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"',
  );
  expect(
    (await api.call('POST', pods, { metadata: { name: 'p' }, spec: { containers: [container] } })).headers,
  ).not.toHaveProperty('warning');
});
