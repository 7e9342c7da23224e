import { expect, test } from 'vitest';
import {
  define,
  definitionsPath,
  widgetDefinition,
  widgetsPath,
  widgetVersion,
} from '../../testing/definitions.ts';
import { openApi } from '../../testing/open-api.ts';

/** What Kubernetes says of random definitions and objects is in test/oracles/structural. */

const causes = (body: { details?: { causes?: readonly { field: string; message: string }[] } }) =>
  (body.details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`);

const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        size: { type: 'integer', minimum: 1 },
        tags: { type: 'array', items: { type: 'string', maxLength: 3 } },
      },
    },
    status: { type: 'object', properties: { ready: { type: 'boolean' } } },
  },
};

const widget = (spec: object, more: object = {}) => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name: 'a', ...more },
  spec,
});

test('a type that there is none of is quoted, not written as JSON', async () => {
  const api = await openApi();
  const openAPIV3Schema = { type: 'object', properties: { a: { type: 'b && c' } } };
  const definition = widgetDefinition({ versions: [widgetVersion('v1', { schema: { openAPIV3Schema } })] });
  const { body } = await api.call('POST', definitionsPath, definition);
  expect(body.message).toContain('Unsupported value: "b && c": supported values: "array"');
});

test('items of a list that are no schema are told as none', async () => {
  const api = await openApi();
  const list = { type: 'array', items: 'x', 'x-kubernetes-list-type': 'map' };
  const openAPIV3Schema = { type: 'object', properties: { list } };
  const definition = widgetDefinition({ versions: [widgetVersion('v1', { schema: { openAPIV3Schema } })] });
  const { status, body } = await api.call('POST', definitionsPath, definition);
  expect(status).toBe(422);
  expect(body.message).toContain(
    '.items: Invalid value: {"Schema":null,"JSONSchemas":null}: must only have a single schema',
  );
});

test('a definition that cannot be is refused with all that is wrong', async () => {
  const api = await openApi();
  const version = {
    ...widgetVersion('v1'),
    schema: { openAPIV3Schema: { type: 'object', properties: { a: {} } } },
  };
  const { status, body } = await api.call('POST', definitionsPath, {
    ...widgetDefinition({ versions: [version] }),
    metadata: { name: 'other' },
  });
  expect(status).toBe(422);
  expect(causes(body)).toEqual([
    'metadata.name: Invalid value: "other": must be spec.names.plural+"."+spec.group',
    'spec.validation.openAPIV3Schema.properties[a].type: Required value: must not be empty for specified object fields',
    'spec.selectableFields[0].jsonPath: Invalid value: ".spec.color": is an invalid path: does not refer to a valid field',
  ]);
  const empty = await api.call('POST', definitionsPath, { metadata: { name: 'x' } });
  expect([empty.status, causes(empty.body)[1]]).toEqual([422, 'spec.group: Required value']);
});

test('an object is judged by what its definition declares, also after a change', async () => {
  const api = await openApi();
  await define(
    api,
    widgetDefinition({
      versions: [widgetVersion('v1', { schema: { openAPIV3Schema: schema }, selectableFields: [] })],
    }),
  );
  const refused = await api.call('POST', widgetsPath, widget({ tags: ['long'] }));
  expect(causes(refused.body)).toEqual([
    'spec.tags[0]: Too long: may not be more than 3 bytes',
    'spec.size: Required value',
  ]);
  const made = await api.call('POST', widgetsPath, widget({ size: 1 }, { finalizers: ['mine'] }));
  expect(made.status).toBe(201);
  expect(made.headers.warning).toContain('prefer a domain-qualified finalizer name');
  const patch = { 'content-type': 'application/merge-patch+json' };
  const changed = await api.call('PATCH', `${widgetsPath}/a`, { spec: { size: 0 } }, patch);
  expect(causes(changed.body)).toEqual([
    'spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1',
  ]);
});

test('a format that nothing is checked by is told once', async () => {
  const api = await openApi();
  const odd = { ...schema, properties: { a: { type: 'string', format: 'other' } } };
  const definition = widgetDefinition({
    versions: [widgetVersion('v1', { schema: { openAPIV3Schema: odd }, selectableFields: [] })],
  });
  const made = await api.call('POST', definitionsPath, definition);
  expect(made.headers.warning).toContain('unrecognized format \\"other\\"');
});
