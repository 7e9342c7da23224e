import { expect, test } from 'vitest';
import { openApi } from '../../testing/open-api.ts';

const containers = [{ name: 'c', image: 'i' }];
const labels = { app: 'a' };

test('a DaemonSet counts the changes of its template', async () => {
  const api = await openApi();
  const path = '/apis/apps/v1/namespaces/default/daemonsets';
  const spec = {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers } },
  };
  const { body } = await api.call('POST', path, { metadata: { name: 'd' }, spec });
  const count = 'deprecated.daemonset.template.generation';
  expect(body.metadata.annotations).toEqual({ [count]: '1' });
  const merge = { 'content-type': 'application/merge-patch+json' };
  const same = await api.call('PATCH', `${path}/d`, { spec: { minReadySeconds: 1 } }, merge);
  expect(same.body.metadata.annotations).toEqual({ [count]: '1' });
  const template = { spec: { containers: [{ name: 'c', image: 'j' }] } };
  const changed = await api.call('PATCH', `${path}/d`, { spec: { template } }, merge);
  expect(changed.body.metadata.annotations).toEqual({ [count]: '2' });
});

test('a DaemonSet may begin its count with any number', async () => {
  const api = await openApi();
  const path = '/apis/apps/v1/namespaces/default/daemonsets';
  const key = 'deprecated.daemonset.template.generation';
  const spec = {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers } },
  };
  const begin = async (count: string) => {
    const metadata = { name: 'd', annotations: { [key]: count } };
    const { body } = await api.call('POST', `${path}?dryRun=All`, { metadata, spec });
    return body.message ?? body.metadata.annotations[key];
  };
  const refused = 'DaemonSet in version "v1" cannot be handled as a DaemonSet: strconv.ParseInt: parsing';
  const counts = ['3', '+4', '0', '9223372036854775807', 'x', '9223372036854775808'];
  const answers: unknown[] = [];
  for (const count of counts) answers.push(await begin(count));
  expect(answers).toEqual([
    '3',
    '4',
    '1',
    '9223372036854775807',
    `${refused} "x": invalid syntax`,
    `${refused} "9223372036854775808": value out of range`,
  ]);
});

test('the quality of service that a new pod says it has counts', async () => {
  const api = await openApi();
  const make = async (status: object) => {
    const given = { metadata: { name: 'p' }, spec: { containers }, status };
    return (await api.call('POST', '/api/v1/namespaces/default/pods?dryRun=All', given)).body.status.qosClass;
  };
  expect([await make({}), await make({ qosClass: 'Guaranteed' })]).toEqual(['BestEffort', 'Guaranteed']);
});

test('bytes that are a list of numbers are read, and what is null is 0', async () => {
  const api = await openApi();
  const data = { a: [1, 2], b: [null], c: [] };
  const { body } = await api.call('POST', '/api/v1/namespaces/default/secrets', {
    metadata: { name: 's' },
    data,
  });
  expect(body.data).toEqual({ a: 'AQI=', b: 'AA==', c: '' });
});

test('a Job without labels has those of its pods', async () => {
  const api = await openApi();
  const path = '/apis/batch/v1/namespaces/default/jobs';
  const spec = { template: { spec: { restartPolicy: 'Never', containers } } };
  const { body } = await api.call('POST', path, { metadata: { name: 'j' }, spec });
  expect(body.metadata.labels).toEqual(body.spec.template.metadata.labels);
  expect(body.metadata.labels['batch.kubernetes.io/job-name']).toBe('j');
  const own = await api.call('POST', path, { metadata: { name: 'k', labels }, spec });
  expect(own.body.metadata.labels).toEqual(labels);
});

test('a volume says since when it is in its phase', async () => {
  const api = await openApi();
  const spec = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/a' } };
  const path = '/api/v1/persistentvolumes';
  const { body } = await api.call('POST', path, { metadata: { name: 'v' }, spec });
  expect(body.status).toEqual({ phase: 'Pending', lastPhaseTransitionTime: body.metadata.creationTimestamp });
  await api.simulation.complete(async () => api.simulation.environment.clock.sleep(5000));
  const put = await api.call('PUT', `${path}/v/status`, { ...body, status: { phase: 'Available' } });
  expect(put.body.status.lastPhaseTransitionTime > body.status.lastPhaseTransitionTime).toBe(true);
});

test('a PUT without a resourceVersion is refused for kinds that must not be overwritten unseen', async () => {
  const api = await openApi();
  const object = { metadata: { name: 'r' }, handler: 'runc' };
  const path = '/apis/node.k8s.io/v1/runtimeclasses';
  await api.call('POST', path, object);
  const { status, body } = await api.call('PUT', `${path}/r`, object);
  expect([status, body.message]).toEqual([
    422,
    'runtimeclasses.node.k8s.io "r" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
  ]);
});

test('who replaces a pod need not repeat its priority and tolerations', async () => {
  const api = await openApi();
  const path = '/api/v1/namespaces/default/pods';
  const spec = { serviceAccountName: 'default', containers };
  await api.call('POST', path, { metadata: { name: 'p' }, spec });
  const { status, body } = await api.call('PUT', `${path}/p`, { metadata: { name: 'p', labels }, spec });
  expect([status, body.metadata.generation, body.spec.priority]).toEqual([200, 1, 0]);
});

test('labels of an EndpointSlice are part of its generation', async () => {
  const api = await openApi();
  const path = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
  const object = { metadata: { name: 'e' }, addressType: 'IPv4', endpoints: [] };
  await api.call('POST', path, object);
  const { body } = await api.call('PUT', `${path}/e`, { ...object, metadata: { name: 'e', labels } });
  expect(body.metadata.generation).toBe(2);
});

test('an empty map that a NetworkPolicy is given is new each time, as in Kubernetes', async () => {
  const api = await openApi();
  const path = '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies';
  const metadata = { name: 'n' };
  const put = async (podSelector: object) => {
    const { body } = await api.call('PUT', `${path}/n`, { metadata, spec: { podSelector } });
    return body.metadata.generation;
  };
  await api.call('POST', path, { metadata, spec: { podSelector: { matchLabels: {} } } });
  expect([
    await put({}),
    await put({ matchLabels: {} }),
    await put({}),
    await put({ matchLabels: null }),
  ]).toEqual([1, 2, 2, 2]);
});

test('where a claim gets its content from is told in the old field and the new one', async () => {
  const api = await openApi();
  const path = '/api/v1/namespaces/default/persistentvolumeclaims';
  const dataSource = { kind: 'PersistentVolumeClaim', name: 'a' };
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, dataSource };
  const { body } = await api.call('POST', path, { metadata: { name: 'b' }, spec });
  expect(body.spec.dataSourceRef).toEqual({ apiGroup: null, ...dataSource });
  expect((await api.call('PUT', `${path}/b`, { metadata: { name: 'b', labels }, spec })).status).toBe(200);
});

test('an update is told of what is wrong and of what may not change, at once', async () => {
  const api = await openApi();
  const path = '/apis/apps/v1/namespaces/default/deployments';
  const spec = {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers } },
  };
  await api.call('POST', path, { metadata: { name: 'd' }, spec });
  const other = { ...spec, selector: { matchLabels: { app: 'b' } } };
  const { body } = await api.call('PUT', `${path}/d`, { metadata: { name: 'd' }, spec: other });
  expect(body.details.causes.map(({ field }: { field: string }) => field)).toEqual([
    'spec.template.metadata.labels',
    'spec.selector',
  ]);
});

test('a container added to look into a pod makes a new generation, and a grace below nothing is a second', async () => {
  const api = await openApi();
  const path = '/api/v1/namespaces/default/pods';
  await api.call('POST', path, { metadata: { name: 'p' }, spec: { nodeName: 'n', containers } });
  const type = { 'content-type': 'application/strategic-merge-patch+json' };
  const spec = { ephemeralContainers: [{ name: 'd', image: 'x' }] };
  const added = await api.call('PATCH', `${path}/p/ephemeralcontainers`, { spec }, type);
  expect(added.body.metadata.generation).toBe(2);
  const deleted = await api.call('DELETE', `${path}/p`, { gracePeriodSeconds: -5 });
  expect(deleted.body.metadata.deletionGracePeriodSeconds).toBe(1);
});

test('a Scale of another name is refused', async () => {
  const api = await openApi();
  const path = '/apis/apps/v1/namespaces/default/replicasets';
  const spec = {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers } },
  };
  await api.call('POST', path, { metadata: { name: 'r' }, spec });
  const { status, body } = await api.call('PUT', `${path}/r/scale`, { metadata: { name: 'x' }, spec: {} });
  expect([status, body.message]).toEqual([
    400,
    'the name of the object (x) does not match the name on the URL (r)',
  ]);
});

test('who empties the finalizers of a namespace sees them empty', async () => {
  const api = await openApi();
  await api.call('POST', '/api/v1/namespaces', { metadata: { name: 'n' } });
  await api.call('DELETE', '/api/v1/namespaces/n');
  const { body } = await api.call('PUT', '/api/v1/namespaces/n/finalize', {
    metadata: { name: 'n' },
    spec: { finalizers: [] },
  });
  expect(body.spec.finalizers ?? []).toEqual([]);
  expect((await api.call('GET', '/api/v1/namespaces/n')).status).toBe(404);
});
