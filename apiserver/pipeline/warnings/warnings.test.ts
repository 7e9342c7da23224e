import { expect, test } from 'vitest';
import { openApi } from '../../testing/open-api.ts';

const pods = '/api/v1/namespaces/default/pods';
const container = { name: 'c', image: 'i' };
const twice = ['1', '2'].map((value) => ({ name: 'A', value }));

test('an odd pod is created, with warnings', async () => {
  const api = await openApi();
  const resources = { requests: { memory: '100m' } };
  const { status, headers } = await api.call('POST', pods, {
    metadata: { name: 'a.b' },
    spec: {
      nodeSelector: { 'beta.kubernetes.io/os': 'linux' },
      containers: [{ ...container, env: twice, resources }],
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

test('a name that every object of JavaScript has is one like any other', async () => {
  const api = await openApi();
  const { status, headers } = await api.call('POST', pods, {
    metadata: { name: 'a' },
    spec: { nodeSelector: { constructor: 'a' }, containers: [container] },
  });
  expect([status, headers.warning]).toEqual([201, undefined]);
  const spec = { priorityLevelConfiguration: { name: 'global-default' }, matchingPrecedence: 9000 };
  const schemas = '/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas';
  expect((await api.call('POST', schemas, { metadata: { name: 'constructor' }, spec })).status).toBe(201);
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

test('kinds without generations are warned of with every update, others with a new one', async () => {
  const api = await openApi();
  const merge = { 'content-type': 'application/merge-patch+json' };
  const labelled = async (path: string) => {
    const { status, headers } = await api.call('PATCH', path, { metadata: { labels: { a: 'b' } } }, merge);
    return [status, headers.warning === undefined];
  };
  const old = { 'volume.beta.kubernetes.io/mount-options': 'ro' };
  const volume = {
    capacity: { storage: '1Gi' },
    accessModes: ['ReadWriteOnce'],
    nfs: { server: 'a', path: '/a' },
  };
  await api.call('POST', '/api/v1/persistentvolumes', {
    metadata: { name: 'v', annotations: old },
    spec: volume,
  });
  const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ ...container, env: twice }] } };
  const deployments = '/apis/apps/v1/namespaces/default/deployments';
  await api.call('POST', deployments, {
    metadata: { name: 'd' },
    spec: { selector: { matchLabels: { a: 'b' } }, template },
  });
  expect(await labelled('/api/v1/persistentvolumes/v')).toEqual([200, false]);
  expect(await labelled(`${deployments}/d`)).toEqual([200, true]);
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
