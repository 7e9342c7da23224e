import { expect, test } from 'vitest';
import { deployment, openApi, type TestApi } from '../../../testing/open-api.ts';

const group = '/apis/admissionregistration.k8s.io/v1';
const configMaps = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const pods = '/api/v1/namespaces/default/pods';

interface Given {
  readonly resources?: readonly string[];
  readonly operations?: readonly string[];
  readonly [field: string]: unknown;
}

function apply(expression: string): object {
  return { patchType: 'ApplyConfiguration', applyConfiguration: { expression } };
}

function patch(...operations: readonly string[]): object {
  return { patchType: 'JSONPatch', jsonPatch: { expression: `[${operations.join(', ')}]` } };
}

/** A policy for all there is to mutate, with a binding of the same name. */
async function policy(api: TestApi, name: string, mutation: object, given: Given = {}): Promise<void> {
  const { resources = ['configmaps'], operations = ['*'], ...others } = given;
  const rule = { apiGroups: ['*'], apiVersions: ['*'], operations, resources };
  const spec = {
    matchConstraints: { resourceRules: [rule] },
    reinvocationPolicy: 'Never',
    mutations: [mutation],
    ...others,
  };
  await posted(api, `${group}/mutatingadmissionpolicies`, { metadata: { name }, spec });
  await posted(api, `${group}/mutatingadmissionpolicybindings`, {
    metadata: { name },
    spec: { policyName: name },
  });
}

async function posted(api: TestApi, path: string, body: object): Promise<void> {
  const { status, body: answered } = await api.call('POST', path, body);
  expect(status, JSON.stringify(answered)).toBe(201);
}

const counting = apply('Object{data: {"count": string(size(object.data)), "by": "a"}}');
const adding = apply('Object{data: {"added": "b"}}');

test('an update is mutated, too; who wrote it owns only what they said', async () => {
  const api = await openApi();
  await posted(api, configMaps, { metadata: { name: 'c' }, data: { a: '1' } });
  await policy(api, 'p', adding);
  const { body } = await api.call('PUT', `${configMaps}/c`, { metadata: { name: 'c' }, data: { a: '2' } });
  expect(body.data).toEqual({ a: '2', added: 'b' });
  expect(body.metadata.managedFields[0].fieldsV1['f:data']).toEqual({ '.': {}, 'f:a': {} });
});

test('a policy sees a patch applied, and what was there', async () => {
  const api = await openApi();
  await posted(api, configMaps, { metadata: { name: 'c' }, data: { a: '1' } });
  await policy(api, 'p', apply('Object{data: {"b": oldObject.data.a + object.data.a}}'));
  const type = { 'content-type': 'application/merge-patch+json' };
  const { body } = await api.call('PATCH', `${configMaps}/c`, { data: { a: '2' } }, type);
  expect(body.data).toEqual({ a: '2', b: '12' });
});

test('deletions pass by', async () => {
  const api = await openApi();
  await posted(api, configMaps, { metadata: { name: 'c' } });
  await policy(api, 'p', apply('Object{data: {"b": string(1 / 0)}}'));
  expect((await api.call('DELETE', `${configMaps}/c`)).status).toBe(200);
});

test.each([
  ['IfNeeded', '2'],
  ['Never', '1'],
])('a policy that came before a change is asked again: %s', async (reinvocationPolicy, count) => {
  const api = await openApi();
  await policy(
    api,
    'a',
    patch(
      'JSONPatch{op: "add", path: "/data/count", value: string(size(object.data.filter(k, k != "count")))}',
    ),
    { reinvocationPolicy },
  );
  await policy(api, 'b', adding);
  const { body } = await api.call('POST', configMaps, { metadata: { name: 'c' }, data: { a: '1' } });
  expect(body.data.count).toBe(count);
});

test.each([
  ['IfNeeded', 'xx'],
  ['Never', 'x'],
])('one that made the last change, too, and none a third time: %s', async (reinvocationPolicy, wanted) => {
  const api = await openApi();
  const growing = (key: string) =>
    apply(`Object{data: {"${key}": (has(object.data.${key}) ? object.data.${key} : "") + "x"}}`);
  await policy(api, 'a', growing('a'), { reinvocationPolicy });
  await policy(api, 'b', growing('b'), { reinvocationPolicy });
  const { body } = await api.call('POST', configMaps, { metadata: { name: 'c' }, data: { z: '1' } });
  expect(body.data).toEqual({ z: '1', a: wanted, b: wanted });
});

test('the other plugins see what policies have made', async () => {
  const api = await openApi();
  const resources = ['pods'];
  await policy(api, 'p', patch('JSONPatch{op: "remove", path: "/spec/tolerations"}'), {
    resources,
    operations: ['CREATE'],
  });
  const spec = { containers: [{ name: 'web', image: 'nginx' }] };
  const { body } = await api.call('POST', pods, { metadata: { name: 'p' }, spec });
  expect(body.spec.tolerations).toHaveLength(2);
});

test('a subresource of another kind is mutated as that kind', async () => {
  const api = await openApi();
  await posted(api, deployments, deployment('web'));
  await policy(api, 'p', apply('Object{spec: Object.spec{replicas: object.spec.replicas + 1}}'), {
    resources: ['deployments/scale'],
  });
  const { body } = await api.call('PUT', `${deployments}/web/scale`, {
    metadata: { name: 'web' },
    spec: { replicas: 5 },
  });
  expect([body.kind, body.spec.replicas]).toEqual(['Scale', 6]);
});

test('a policy for one version of a resource mutates what comes in another', async () => {
  const api = await openApi();
  const rule = {
    apiGroups: ['autoscaling'],
    apiVersions: ['v2'],
    operations: ['CREATE'],
    resources: ['horizontalpodautoscalers'],
  };
  const target = 'Object.spec.metrics.resource.target{type: "Utilization", averageUtilization: 70}';
  const metric = `Object.spec.metrics{type: "Resource", resource: Object.spec.metrics.resource{name: "cpu", target: ${target}}}`;
  const operation = `JSONPatch{op: "replace", path: "/spec/metrics/0", value: ${metric}}`;
  await policy(api, 'p', patch(operation), { matchConstraints: { resourceRules: [rule] } });
  const { body } = await api.call(
    'POST',
    '/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers',
    {
      metadata: { name: 'web' },
      spec: {
        maxReplicas: 3,
        targetCPUUtilizationPercentage: 50,
        scaleTargetRef: { kind: 'Deployment', name: 'web', apiVersion: 'apps/v1' },
      },
    },
  );
  expect([body.apiVersion, body.spec.targetCPUUtilizationPercentage]).toEqual(['autoscaling/v1', 70]);
});

test('params tell a policy what to do, once for each of them', async () => {
  const api = await openApi();
  for (const name of ['x', 'y']) {
    await posted(api, configMaps, { metadata: { name, labels: { params: 'yes' } }, data: { key: name } });
  }
  const paramKind = { apiVersion: 'v1', kind: 'ConfigMap' };
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] };
  await posted(api, `${group}/mutatingadmissionpolicies`, {
    metadata: { name: 'p' },
    spec: {
      paramKind,
      matchConstraints: { resourceRules: [rule] },
      reinvocationPolicy: 'Never',
      mutations: [apply('Object{data: {params.data.key: "set"}}')],
    },
  });
  const selector = { matchLabels: { params: 'yes' } };
  await posted(api, `${group}/mutatingadmissionpolicybindings`, {
    metadata: { name: 'p' },
    spec: { policyName: 'p', paramRef: { selector, parameterNotFoundAction: 'Deny' } },
  });
  const { body } = await api.call('POST', configMaps, { metadata: { name: 'c' } });
  expect(body.data).toEqual({ x: 'set', y: 'set' });
});

test('owners of fields that cannot be read stay as they were, and the client is told', async () => {
  const api = await openApi();
  const path = '/metadata/managedFields/0/fieldsV1';
  await policy(api, 'p', patch(`JSONPatch{op: "replace", path: "${path}", value: {"x": {"y": {}}}}`));
  const { body, headers } = await api.call('POST', configMaps, { metadata: { name: 'c' }, data: { a: '1' } });
  expect(body.metadata.managedFields[0].fieldsV1['f:data']).toBeDefined();
  expect(headers.warning).toContain('.metadata.managedFields was in an invalid state after admission');
});

test('all that is wrong is told', async () => {
  const api = await openApi();
  await policy(api, 'a', apply('Object{nothing: 1}'));
  await policy(api, 'b', apply('Object{nowhere: 1}'));
  const { status, body } = await api.call('POST', configMaps, { metadata: { name: 'c' } });
  const says = (name: string, field: string) =>
    `policy '${name}' with binding '${name}' denied request: error applying patch: failed to convert patch object to typed object: .${field}: field not declared in schema`;
  expect([status, body.reason, body.message]).toEqual([403, 'Invalid', says('a', 'nothing')]);
  expect(body.details.causes).toEqual([{ message: says('a', 'nothing') }, { message: says('b', 'nowhere') }]);
});

test('policies do not mutate policies', async () => {
  const api = await openApi();
  const all = { resources: ['*'], operations: ['CREATE'] };
  await policy(api, 'a', apply('Object{metadata: Object.metadata{labels: {"a": "b"}}}'), all);
  await policy(api, 'b', counting);
  const { body } = await api.call('GET', `${group}/mutatingadmissionpolicies/b`);
  expect(body.metadata.labels).toBeUndefined();
});
