import { expect, test } from 'vitest';
import { type KubeObject, writeJson } from '../../apimachinery/index.ts';
import { decode } from '../storage/codec.ts';
import { define, widgetDefinition, widgetsPath, widgetVersion } from '../testing/definitions.ts';
import { openApi } from '../testing/open-api.ts';

/** A kind with numbers of all sorts; what is expected of it here was answered by Kubernetes 1.36. */
const version = widgetVersion('v1', {
  selectableFields: [{ jsonPath: '.spec.i' }],
  additionalPrinterColumns: [
    { name: 'I', type: 'integer', jsonPath: '.spec.i' },
    { name: 'Text', type: 'string', jsonPath: '.spec.i' },
    { name: 'N', type: 'number', jsonPath: '.spec.i' },
  ],
  schema: {
    openAPIV3Schema: {
      type: 'object',
      properties: {
        spec: {
          type: 'object',
          properties: {
            i: { type: 'integer' },
            i32: { type: 'integer', format: 'int32' },
            third: { type: 'integer', multipleOf: 3 },
            few: { type: 'integer', enum: [9007199254740993n, 1] },
            small: { type: 'integer', maximum: 9007199254740992 },
            port: { 'x-kubernetes-int-or-string': true },
            any: { 'x-kubernetes-preserve-unknown-fields': true },
            preset: { type: 'integer', default: 9007199254740995n },
            next: {
              type: 'object',
              properties: { a: { type: 'integer' }, b: { type: 'integer' } },
              'x-kubernetes-validations': [{ rule: 'self.a + 1 == self.b' }],
            },
          },
        },
      },
    },
  },
});

async function opened() {
  const api = await openApi();
  await define(api, widgetDefinition({ versions: [version] }));
  const headers = { accept: 'application/yaml' };
  const show = async (path: string) => String((await api.call('GET', path, undefined, headers)).body);
  const send = (method: string, path: string, spec: string, type = 'application/json') =>
    api.call(method, `${widgetsPath}${path}`, bodyOf(spec), { 'content-type': type });
  return { api, show, send };
}

const bodyOf = (spec: string) =>
  `{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":${spec}}`;

test.each([
  ['{"i":9007199254740993}', 'i: 9007199254740993'],
  ['{"i":-9223372036854775808}', 'i: -9223372036854775808'],
  ['{"third":9007199254740993}', 'third: 9007199254740993'],
  ['{"few":9007199254740993}', 'few: 9007199254740993'],
  ['{"port":9007199254740993}', 'port: 9007199254740993'],
  ['{"any":[9007199254740993]}', '- 9007199254740993'],
  ['{}', 'preset: 9007199254740995'],
  ['{"next":{"a":9007199254740992,"b":9007199254740993}}', 'b: 9007199254740993'],
])('a whole number of 64 bits is kept: %s', async (spec, line) => {
  const { show, send } = await opened();
  expect((await send('POST', '', spec)).status).toBe(201);
  expect(await show(`${widgetsPath}/a`)).toContain(line);
});

const notInteger = 'in body must be of type integer: "number"';

test.each([
  ['{"i":9223372036854775808}', notInteger],
  ['{"i":9007199254740993.0}', notInteger],
  ['{"i32":9007199254740993}', 'Checked value must be of type integer with format int32 in spec.i32'],
  ['{"third":9007199254740994}', 'spec.third in body should be a multiple of 3'],
  [
    '{"few":9007199254740992}',
    'Unsupported value: 9007199254740992: supported values: "9007199254740993", "1"',
  ],
  [
    '{"small":9007199254740993}',
    'Invalid value: 9007199254740993: spec.small in body should be less than or equal to 9007199254740992',
  ],
  ['{"next":{"a":9007199254740992,"b":9007199254740994}}', 'failed rule: self.a + 1 == self.b'],
  ['{"next":{"a":9223372036854775807,"b":0}}', 'integer overflow'],
])('a whole number of 64 bits is judged as it is: %s', async (spec, says) => {
  const { send } = await opened();
  const { status, body } = await send('POST', '', spec);
  expect(status).toBe(422);
  expect(body.message).toContain(says);
});

test('such a number comes through every patch, is listed, selected and stored', async () => {
  const { api, show, send } = await opened();
  await send('POST', '', '{}');
  const merged = await send('PATCH', '/a', '{"i":9007199254740993}', 'application/merge-patch+json');
  const again = await send('PATCH', '/a', '{"i":9007199254740993}', 'application/merge-patch+json');
  expect(again.body.metadata.resourceVersion).toBe(merged.body.metadata.resourceVersion);
  const set =
    '[{"op":"test","path":"/spec/i","value":9007199254740993},{"op":"copy","from":"/spec/i","path":"/spec/port"}]';
  const patch = { 'content-type': 'application/json-patch+json' };
  expect((await api.call('PATCH', `${widgetsPath}/a`, set, patch)).status).toBe(200);
  const other = set.replace('9007199254740993', '9007199254740992');
  expect((await api.call('PATCH', `${widgetsPath}/a`, other, patch)).status).toBe(422);
  const apply = 'application/apply-patch+yaml';
  expect((await send('PATCH', '/a?fieldManager=one', '{"few":9007199254740993}', apply)).status).toBe(200);
  const taken = await send('PATCH', '/a?fieldManager=two', '{"few":1}', apply);
  expect(taken.body.message).toContain('conflict with "one": .spec.few');
  const spec = 'few: 9007199254740993\n    i: 9007199254740993\n    port: 9007199254740993';
  expect(await show(`${widgetsPath}?fieldSelector=spec.i%3D9007199254740993`)).toContain(spec);
  expect(await show(`${widgetsPath}?fieldSelector=spec.i%3D9007199254740992`)).toContain('items: []');
  const { items } = await api.store.range({ prefix: '/registry/example.com/' });
  const [stored] = items;
  if (stored === undefined) throw new Error('nothing is stored');
  const { key, value, createRevision, modRevision, version: writes } = stored;
  const read = decode({ key, value, createRevision, modRevision, version: writes });
  expect(read.object).toMatchObject({ spec: { i: 9007199254740993n } });
});

test('documents say a default of that size', async () => {
  const { api } = await opened();
  const path = '/openapi/v3/apis/example.com/v1';
  const { body } = await api.server.handle({
    method: 'GET',
    path,
    query: {},
    headers: {},
    user: { name: 'tester', groups: [] },
  });
  const text = body.type === 'bytes' ? Buffer.from(body.bytes).toString() : '';
  expect(text).toContain('"default":9007199254740995');
});

test('columns show such a number as their type has it', async () => {
  const { api, send } = await opened();
  await send('POST', '', '{"i":9007199254740993}');
  const headers = { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' };
  const path = `${widgetsPath}?includeObject=None`;
  const { body } = await api.call('GET', path, undefined, { ...headers });
  expect(body.rows[0].cells[2]).toBe('9007199254740993');
});

test('a watcher gets such a number as it is', async () => {
  const { api, send } = await opened();
  const watched = await api.watch(`${widgetsPath}?watch=true`);
  await send('POST', '', '{"i":9007199254740993}');
  const [event] = watched.events;
  expect(writeJson((event as { object: KubeObject }).object)).toContain('"i":9007199254740993');
});
