import { expect, test } from 'vitest';
import { openApi } from '../testing/open-api.ts';

/** The answers of Kubernetes' own registry to the same requests. */
const configMaps = '/api/v1/namespaces/default/configmaps';
const match = 'ListOptions.meta.k8s.io "" is invalid: ';
const forbidden = 'resourceVersionMatch: Forbidden: ';

test.each([
  ['?limit=abc', 400, 'strconv.ParseInt: parsing "abc": invalid syntax'],
  ['?timeoutSeconds=abc', 400, 'strconv.ParseInt: parsing "abc": invalid syntax'],
  [
    '?resourceVersionMatch=Foo&resourceVersion=1',
    422,
    `${match}resourceVersionMatch: Unsupported value: "Foo": supported values: "Exact", "NotOlderThan", ""`,
  ],
  [
    '?sendInitialEvents=true',
    422,
    `${match}sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list`,
  ],
  [
    '?watch=1&resourceVersionMatch=NotOlderThan',
    422,
    `${match}${forbidden}resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided`,
  ],
  [
    '?watch=1&sendInitialEvents=true',
    422,
    `${match}${forbidden}sendInitialEvents requires setting resourceVersionMatch to NotOlderThan`,
  ],
])('a list with %s is %i', async (query, code, message) => {
  const api = await openApi();
  const { status, body } = await api.call('GET', `${configMaps}${query}`);
  expect({ status, message: body.message }).toEqual({ status: code, message });
});

test.each([
  ['dryRun=Some', 'dryRun: Unsupported value: ["Some"]: supported values: "All"'],
  ['fieldManager=a%00', 'fieldManager: Invalid value'],
  ['fieldValidation=x', 'fieldValidation: Unsupported value: "x"'],
])('a create with %s is Invalid', async (query, message) => {
  const api = await openApi();
  const { status, body } = await api.call('POST', `${configMaps}?${query}`, { metadata: { name: 'a' } });
  expect(status).toBe(422);
  expect(body.message).toContain(`CreateOptions.meta.k8s.io "" is invalid: ${message}`);
});

test.each([
  ['DELETE', '/api/v1/configmaps', 405],
  ['POST', '/api/v1/configmaps', 405],
  ['PUT', configMaps, 405],
  ['PATCH', configMaps, 405],
  ['POST', `${configMaps}/a`, 405],
  ['POST', '/version', 405],
  ['GET', '/api/v1/configmaps/a', 404],
])('%s %s is %i', async (method, path, code) => {
  const api = await openApi();
  expect((await api.call(method, path, { metadata: { name: 'a' } })).status).toBe(code);
});

test('a resourceVersion on creation is refused with the bare text', async () => {
  const api = await openApi();
  const { status, body } = await api.call('POST', configMaps, {
    metadata: { name: 'a', resourceVersion: '5' },
  });
  expect(status).toBe(500);
  expect(body.message).toBe('resourceVersion should not be set on objects to be created');
});

test('a dry run creation has no resourceVersion', async () => {
  const api = await openApi();
  const { body } = await api.call('POST', `${configMaps}?dryRun=All`, { metadata: { name: 'a' } });
  expect(body.metadata.name).toBe('a');
  expect(body.metadata).not.toHaveProperty('resourceVersion');
});

test('who takes the last finalizer away sees the object without it', async () => {
  const api = await openApi();
  const created = await api.call('POST', configMaps, { metadata: { name: 'a', finalizers: ['nope'] } });
  expect(created.headers.warning).toContain('prefer a domain-qualified finalizer name');
  await api.call('DELETE', `${configMaps}/a`);
  const { status, body } = await api.call('PATCH', `${configMaps}/a`, '{"metadata":{"finalizers":null}}', {
    'content-type': 'application/merge-patch+json',
  });
  expect(status).toBe(200);
  expect(body.metadata).not.toHaveProperty('finalizers');
  expect((await api.call('GET', `${configMaps}/a`)).status).toBe(404);
});

test('a deletionTimestamp cannot be written', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  const { status, body } = await api.call('PUT', `${configMaps}/a`, {
    metadata: { name: 'a', deletionTimestamp: '2001-01-01T00:00:00Z' },
  });
  expect(status).toBe(422);
  expect(body.message).toContain('metadata.deletionTimestamp: Invalid value');
});

test('a watch without initial events begins now', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'before' } });
  const log = await api.watch(
    `${configMaps}?watch=1&sendInitialEvents=false&resourceVersionMatch=NotOlderThan`,
  );
  await api.call('POST', configMaps, { metadata: { name: 'after' } });
  expect(log.texts).toEqual(['ADDED after']);
});

test('a name with watch=1 is a get', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  expect((await api.call('GET', `${configMaps}/a?watch=1`)).body.metadata.name).toBe('a');
});

test('YAML is answered where it is asked for, errors too', async () => {
  const api = await openApi();
  const headers = { accept: 'application/yaml' };
  const list = await api.call('GET', configMaps, undefined, headers);
  expect(list.headers['content-type']).toBe('application/yaml');
  expect(list.body).toMatch(/^apiVersion: v1\nitems: \[\]\nkind: ConfigMapList\n/);
  expect((await api.call('GET', `${configMaps}/a`, undefined, headers)).body).toContain('code: 404\n');
});

test('a list cannot be shown as the metadata of one object', async () => {
  const api = await openApi();
  const accept = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';
  const { status, body } = await api.call('GET', configMaps, undefined, { accept });
  expect(status).toBe(406);
  expect(body.message).toBe(
    'you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)',
  );
});

test.each([
  [{ kind: 'Other' }, 'does not match the expected kind'],
  [{ metadata: null }, 'name must be provided'],
])('a patch of %o is refused', async (patch, message) => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  const headers = { 'content-type': 'application/merge-patch+json' };
  const { status, body } = await api.call('PATCH', `${configMaps}/a`, JSON.stringify(patch), headers);
  expect(status).toBe(400);
  expect(body.message).toContain(message);
});

test('an ephemeral container is added to a pod, and nothing else', async () => {
  const api = await openApi();
  const pods = '/api/v1/namespaces/default/pods';
  const spec = { containers: [{ name: 'web', image: 'nginx' }] };
  await api.call('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  await api.call('POST', pods, { metadata: { name: 'a' }, spec });
  const patch = { spec: { priority: 5, ephemeralContainers: [{ name: 'debug', image: 'busybox' }] } };
  const headers = { 'content-type': 'application/strategic-merge-patch+json' };
  const path = `${pods}/a/ephemeralcontainers`;
  const { status, body } = await api.call('PATCH', path, JSON.stringify(patch), headers);
  expect(status).toBe(200);
  expect(body.spec.ephemeralContainers[0]).toMatchObject({ name: 'debug', image: 'busybox' });
  expect(body.spec.priority).not.toBe(5);
});
