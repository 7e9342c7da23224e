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
    '?watch=1&continue=abc',
    422,
    `${match}${forbidden}resourceVersionMatch is forbidden when continue is provided`,
  ],
  [
    '/a?resourceVersion=-1',
    500,
    'resourceVersion: Invalid value: "-1": strconv.ParseUint: parsing "-1": invalid syntax',
  ],
  [
    '?resourceVersion=x',
    400,
    'invalid resource version: resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax',
  ],
  [
    '?watch=1&resourceVersion=x',
    500,
    'resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax',
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
  ['GET', '/api/v1/nodes/a/proxy', 404],
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

test('a finalizer says whose it is', async () => {
  const api = await openApi();
  const { status, body } = await api.call('POST', configMaps, {
    metadata: { name: 'a', finalizers: ['nope'] },
  });
  expect(status).toBe(422);
  expect(body.message).toBe(
    'ConfigMap "a" is invalid: metadata.finalizers[0]: Invalid value: "nope": name is neither a standard finalizer name nor is it fully qualified',
  );
});

test('who takes the last finalizer away sees the object without it', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'a', finalizers: ['a.io/b'] } });
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
  expect(JSON.parse(body).message).toBe(
    'you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)',
  );
});

test.each([
  [{ kind: 'Other' }, 422, 'no kind "Other" is registered for version "v1" in scheme'],
  [{ kind: 'Secret' }, 422, 'converting (v1.Secret) to (core.ConfigMap): unknown conversion'],
  [{ metadata: null }, 400, 'name must be provided'],
  [{ metadata: { resourceVersion: 'x' }, data: {} }, 500, 'strconv.ParseUint: parsing "x": invalid syntax'],
])('a patch of %o is %i', async (patch, code, message) => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  const headers = { 'content-type': 'application/merge-patch+json' };
  const { status, body } = await api.call('PATCH', `${configMaps}/a`, JSON.stringify(patch), headers);
  expect(status).toBe(code);
  expect(body.message).toContain(message);
});

test('a strategic patch has no say in what kind the object is', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  const headers = { 'content-type': 'application/strategic-merge-patch+json' };
  const { status, body } = await api.call('PATCH', `${configMaps}/a`, '{"kind":"Other"}', headers);
  expect({ status, kind: body.kind }).toEqual({ status: 200, kind: 'ConfigMap' });
});

const unread = 'the object provided is unrecognized (must be of type ConfigMap): ';

test.each([
  ['', `${unread}couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)`],
  [
    '[]',
    `${unread}couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (5b5d)`,
  ],
  [
    '{"kind":5}',
    `${unread}couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string ({"kind":5})`,
  ],
  ['{"apiVersion":"a/b/c"}', `${unread}unexpected GroupVersion string: a/b/c ({"apiVersion":"a/b/c"})`],
  [
    '{"metadata":5}',
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.metadata of type v1.ObjectMeta',
  ],
  [
    '{"metadata":{"name":5}}',
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string',
  ],
  [
    '{"kind":"Secret","apiVersion":"v1"}',
    'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
  ],
  [
    '{"kind":"ConfigMap","apiVersion":"x/v2"}',
    'ConfigMap in version "v2" cannot be handled as a ConfigMap: no kind "ConfigMap" is registered for version "x/v2" in scheme "pkg/api/legacyscheme/scheme.go:30"',
  ],
])('a body %s is refused in the words of Kubernetes', async (text, message) => {
  const api = await openApi();
  const { status, body } = await api.call('POST', configMaps, text);
  expect({ status, message: body.message }).toEqual({ status: 400, message });
});

test('null is an object without anything', async () => {
  const api = await openApi();
  const { status, body } = await api.call('POST', configMaps, 'null');
  expect(status).toBe(422);
  expect(body.message).toContain('name or generateName is required');
});

test('lists and maps with nothing in them are left out', async () => {
  const api = await openApi();
  const empty = { labels: {}, annotations: {}, ownerReferences: [], finalizers: [] };
  const { body } = await api.call('POST', configMaps, { metadata: { name: 'a', ...empty }, data: {} });
  expect(Object.keys(body)).toEqual(['kind', 'apiVersion', 'metadata']);
  expect(Object.keys(body.metadata).sort()).toEqual([
    'creationTimestamp',
    'name',
    'namespace',
    'resourceVersion',
    'uid',
  ]);
});

test.each([
  ['GET', `${configMaps}/a/nothing`, 404, 'the server could not find the requested resource'],
  ['GET', '/api/v1/namespaces/default/nodes', 404, 'the server could not find the requested resource'],
  ['GET', '/api/v1/namespaces/default/nodes/a', 404, 'the server could not find the requested resource'],
  ['POST', '/api/v1/namespaces/default/nodes', 404, 'the server could not find the requested resource'],
  ['GET', '/api/v1/nothing', 404, 'the server could not find the requested resource'],
  ['GET', '/apis/apps/v9/nothing', 404, 'the server could not find the requested resource'],
  ['HEAD', `${configMaps}/a`, 405, 'the server does not allow this method on the requested resource'],
  ['OPTIONS', `${configMaps}/a`, 405, 'the server does not allow this method on the requested resource'],
  ['DELETE', '/api/v1/componentstatuses/a', 405, 'the server does not allow this method'],
  ['PATCH', `${configMaps}/a`, 415, '415: Unsupported Media Type'],
])('%s %s: %i, a Status of the router', async (method, path, code, message) => {
  const api = await openApi();
  const { status, body } = await api.call(method, path);
  expect(status).toBe(code);
  expect(body).toMatchObject({ kind: 'Status', details: {} });
  expect(body.message).toContain(message);
});

test.each(['/nothing', '/apis/nobody.io', '/apis/nobody.io/v1', '/apis/nobody.io/v1/things'])(
  '%s is no page',
  async (path) => {
    const api = await openApi();
    const { status, headers, body } = await api.call('GET', path);
    expect({ status, body }).toEqual({ status: 404, body: '404 page not found\n' });
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
  },
);

test.each([
  ['abc', "invalid character 'i' looking for beginning of value"],
  ['ab=', 'illegal base64 data at input byte 2'],
  ['abcde', 'illegal base64 data at input byte 4'],
  ['e30', 'server does not recognize this encoded version '],
  [token({ v: 'meta.k8s.io/v1' }), 'incorrect encoded start resourceVersion (version meta.k8s.io/v1)'],
  [token({ v: 'meta.k8s.io/v1', rv: 5 }), 'encoded start key empty (version meta.k8s.io/v1)'],
  [token({ v: 'meta.k8s.io/v1', rv: 5, start: '../x' }), '../x'],
])('the continue token %s is refused', async (text, says) => {
  const api = await openApi();
  const { status, body } = await api.call('GET', `${configMaps}?continue=${encodeURIComponent(text)}`);
  const message = `invalid continue token: continue key is not valid: ${says}`;
  expect({ status, message: body.message }).toEqual({ status: 400, message });
});

function token(content: object): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

test('a selector by labels says that there may be more while there are other objects', async () => {
  const api = await openApi();
  for (const [name, app] of Object.entries({ a: 'web', b: 'web', c: 'db' })) {
    await api.call('POST', configMaps, { metadata: { name, labels: { app } } });
  }
  const { body } = await api.call('GET', `${configMaps}?labelSelector=app%3Dweb&limit=2`);
  expect(body.items).toHaveLength(2);
  expect(body.metadata.continue).toBeDefined();
  const next = await api.call(
    'GET',
    `${configMaps}?labelSelector=app%3Dweb&limit=2&continue=${body.metadata.continue}`,
  );
  expect(next.body.items).toHaveLength(0);
  expect(next.body.metadata.continue).toBeUndefined();
});

test.each([
  [
    '/api/v1/configmaps',
    '"spec.x" is not a known field selector: only "metadata.name", "metadata.namespace"',
  ],
  ['/api/v1/pods', 'field label not supported: spec.x'],
  ['/apis/batch/v1/jobs', 'field label "spec.x" not supported for Job'],
])('%s cannot be selected by any field', async (path, message) => {
  const api = await openApi();
  const { status, body } = await api.call('GET', `${path}?fieldSelector=spec.x%3D1`);
  expect({ status, message: body.message }).toEqual({ status: 400, message });
});

test('a watch whose time is over before it begins says so', async () => {
  const api = await openApi();
  const log = await api.watch(`${configMaps}?watch=1&timeoutSeconds=-1`);
  expect(log.events.map(({ type, object }) => `${type} ${(object as { message?: string }).message}`)).toEqual(
    ['ERROR context deadline exceeded'],
  );
  expect(log.ended).toBe(true);
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

async function withPod() {
  const api = await openApi();
  const requests = { cpu: '100m', 'example.com/gpu': '1' };
  const resources = { requests, limits: { 'example.com/gpu': '1' } };
  const spec = { containers: [{ name: 'web', image: 'nginx', resources }] };
  await api.call('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  await api.call('POST', '/api/v1/namespaces/default/pods', { metadata: { name: 'a' }, spec });
  return api;
}

const resize = '/api/v1/namespaces/default/pods/a/resize';
const strategic = { 'content-type': 'application/strategic-merge-patch+json' };
const container = (resources: object, others: object = {}) =>
  JSON.stringify({
    metadata: { labels: { a: 'b' } },
    spec: { containers: [{ name: 'web', resources, ...others }] },
  });

test('a resize changes what a container asks for, and nothing else', async () => {
  const api = await withPod();
  const patch = container({ requests: { cpu: '200m' } }, { image: 'other' });
  const { status, body } = await api.call('PATCH', resize, patch, strategic);
  expect(status).toBe(200);
  expect(body.spec.containers[0].resources.requests.cpu).toBe('200m');
  expect(body.spec.containers[0].image).toBe('nginx');
  expect(body.metadata.labels).toBeUndefined();
  expect(body.metadata.generation).toBe(2);
});

test.each([
  [container({ requests: { cpu: null } }), 'resource requests cannot be removed'],
  [
    container({ requests: { 'example.com/gpu': '2' }, limits: { 'example.com/gpu': '2' } }),
    'only cpu and memory',
  ],
  ['{"spec":{"containers":[{"name":"b","image":"x"}]}}', 'containers may not be added or removed on resize'],
])('a resize by %s is refused', async (patch, says) => {
  const api = await withPod();
  const { status, body } = await api.call('PATCH', resize, patch, strategic);
  expect(status).toBe(422);
  expect(body.message).toContain(says);
});

test('a resize cannot change the quality of service', async () => {
  const api = await openApi();
  const spec = { containers: [{ name: 'web', image: 'nginx' }] };
  await api.call('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  await api.call('POST', '/api/v1/namespaces/default/pods', { metadata: { name: 'a' }, spec });
  const { status, body } = await api.call('PATCH', resize, container({ requests: { cpu: '1' } }), strategic);
  expect(status).toBe(422);
  expect(body.message).toBe(
    'Pod "a" is invalid: spec: Invalid value: "BestEffort": Pod QOS Class may not change as a result of resizing',
  );
});

test('a Scale is shown as a Table where that is asked for', async () => {
  const api = await openApi();
  const template = {
    metadata: { labels: { a: 'b' } },
    spec: { containers: [{ name: 'web', image: 'nginx' }] },
  };
  const spec = { replicas: 3, selector: { matchLabels: { a: 'b' } }, template };
  const deployments = '/apis/apps/v1/namespaces/default/deployments';
  await api.call('POST', deployments, { metadata: { name: 'web' }, spec });
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
  const { body } = await api.call('GET', `${deployments}/web/scale`, undefined, { accept });
  expect(body.columnDefinitions.map(({ name }: { name: string }) => name)).toEqual([
    'Name',
    'Desired',
    'Available',
    'Age',
  ]);
  expect(body.rows[0].cells).toEqual(['web', 3, 0, '0s']);
});
