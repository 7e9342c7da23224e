import { expect, test } from 'vitest';
import { openApi, type TestApi } from '../testing/open-api.ts';

const maps = '/api/v1/namespaces/default/configmaps';
const yaml = { 'content-type': 'application/apply-patch+yaml' };

const map = (name: string, data: object = {}, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  data,
});

const apply = (api: TestApi, name: string, body: object | string, query = 'fieldManager=a') =>
  api.call('PATCH', `${maps}/${name}?${query}`, body, yaml);

test('YAML is applied, and what is not there is made', async () => {
  const api = await openApi();
  const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  a: b\n';
  const made = await apply(api, 'x', text);
  expect([made.status, made.body.data]).toEqual([201, { a: 'b' }]);
  const again = await apply(api, 'x', text);
  expect([again.status, again.body]).toEqual([200, made.body]);
});

test('a dry run is answered as if, and keeps nothing', async () => {
  const api = await openApi();
  const told = await apply(api, 'x', map('x', { a: 'b' }), 'fieldManager=a&dryRun=All');
  expect([told.status, told.body.metadata.resourceVersion]).toEqual([201, undefined]);
  expect((await api.call('GET', `${maps}/x`)).status).toBe(404);
});

test('a time is told of whoever changed the object, and no other time changes', async () => {
  const api = await openApi();
  await apply(api, 'x', map('x', { a: '1' }));
  await api.simulation.runFor(60_000);
  const { body } = await apply(api, 'x', map('x', { b: '1' }), 'fieldManager=b');
  await api.simulation.runFor(60_000);
  const same = await apply(api, 'x', map('x', { b: '1' }), 'fieldManager=b');
  const times = body.metadata.managedFields.map((entry: { manager: string; time: string }) => entry.time);
  expect(new Date(times[1]).getTime() - new Date(times[0]).getTime()).toBe(60_000);
  expect(same.body).toEqual(body);
});

/** What Kubernetes 1.36 tells. */
test.each([
  [
    { kind: 'PersistentVolumeClaim', spec: { resources: { requests: { storage: 'x' } } } },
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  ],
  [{ kind: 'Secret', data: { a: 'eA=' } }, 'error decoding from json: illegal base64 data at input byte 3'],
  [{ kind: 'Pod', spec: { terminationGracePeriodSeconds: 1.5 } }, 'cannot convert float64 to int64'],
])('what is of the right type but cannot be read is a conversion that fails: %j', async (part, says) => {
  const api = await openApi();
  const path = `/api/v1/namespaces/default/${part.kind.toLowerCase()}s/c?fieldManager=a`;
  const object = { apiVersion: 'v1', metadata: { name: 'c' }, ...part };
  const { status, body } = await api.call('PATCH', path, object, yaml);
  const is = `/v1, Kind=${part.kind}`;
  const why = `unable to convert unstructured object to ${is}: ${says}`;
  const failed = `failed to convert new object (/c; ${is}) to proper version: ${why}`;
  expect([status, body.message]).toEqual([500, failed]);
});

test('two make the same object at once, and both have what they applied', async () => {
  const api = await openApi();
  const asked = (fieldManager: string, data: object) =>
    api.server.handle({
      method: 'PATCH',
      path: `${maps}/x`,
      query: { fieldManager },
      headers: yaml,
      body: map('x', data),
    });
  const answers = await api.simulation.complete(() =>
    Promise.all([asked('a', { a: '1' }), asked('b', { b: '2' })]),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 201]);
  expect((await api.call('GET', `${maps}/x`)).body.data).toEqual({ a: '1', b: '2' });
});

test.each([
  [
    '',
    422,
    'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    map('x'),
  ],
  [
    'fieldManager=a',
    400,
    'error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}',
    '[]',
  ],
  ['fieldManager=a', 400, 'invalid object type: /, Kind=', ''],
  [
    'fieldManager=a',
    400,
    'invalid object type: apps/v1, Kind=Deployment',
    { ...map('x'), apiVersion: 'apps/v1', kind: 'Deployment' },
  ],
  [
    'fieldManager=a',
    400,
    'the name of the object (x based on URL) was undeterminable: name must be provided',
    { apiVersion: 'v1', kind: 'ConfigMap' },
  ],
  ['fieldManager=a', 400, 'the name of the object (y) does not match the name on the URL (x)', map('y')],
  ['fieldManager=a', 400, 'metadata.managedFields must be nil', map('x', {}, { managedFields: [] })],
  [
    'fieldManager=a',
    409,
    'Operation cannot be fulfilled on configmaps "x": uid mismatch: the provided object specified uid u, and no existing object was found',
    map('x', {}, { uid: 'u' }),
  ],
  [
    'fieldManager=a',
    500,
    'failed to create typed patch object (/x; /v1, Kind=ConfigMap): .foo: field not declared in schema',
    { ...map('x'), foo: 1 },
  ],
  [
    'fieldManager=a',
    500,
    'failed to create typed patch object (/x; /v1, Kind=ConfigMap): .data.a: expected string, got &value.valueUnstructured{Value:1}',
    map('x', { a: 1 }),
  ],
])('refused (%s): %i %s', async (query, code, message, body) => {
  const api = await openApi();
  const told = await apply(api, 'x', body, query);
  expect([told.status, told.body.message]).toEqual([code, message]);
});

test('what is given twice is told as fieldValidation asks, by its lines', async () => {
  const api = await openApi();
  const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata: {a: b, a: c}\ndata: {c: d}\n';
  const strict = await apply(api, 'x', text, 'fieldManager=a&fieldValidation=Strict');
  expect([strict.status, strict.body.message]).toEqual([
    400,
    'error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  line 5: key "a" already set in map\n  line 6: key "data" already set in map',
  ]);
  const warned = await apply(api, 'x', text);
  expect(warned.status).toBe(201);
  expect(warned.headers.warning).toContain('line 6: key \\"data\\" already set in map');
});

test('a writer is known by its field manager, or by what its user agent begins with', async () => {
  const api = await openApi();
  const managerOf = async (name: string, agent: string, query = '') => {
    const path = query === '' ? maps : `${maps}?${query}`;
    const { body } = await api.call('POST', path, map(name, { a: 'b' }), { 'user-agent': agent });
    return body.metadata.managedFields[0].manager;
  };
  expect(await managerOf('a', 'kubectl/v1.36.0 (linux/amd64) kubernetes/x')).toBe('kubectl');
  expect(await managerOf('b', 'my agent\u0000/1')).toBe('my agent');
  expect(await managerOf('c', `${'ä'.repeat(65)}/1`)).toBe('ä'.repeat(64));
  expect(await managerOf('d', '')).toBe('unknown');
  expect(await managerOf('e', 'x/1', 'fieldManager=me')).toBe('me');
});
