import { expect, test } from 'vitest';
import {
  define,
  definitionsPath,
  widgetDefinition,
  widgetsPath,
  widgetVersion,
} from '../../testing/definitions.ts';
import { openApi } from '../../testing/open-api.ts';

/** What Kubernetes says of random rules is in test/oracles/structural. */

const patch = { 'content-type': 'application/merge-patch+json' };

const causes = (body: { details?: { causes?: readonly { field: string; message: string }[] } }) =>
  (body.details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`);

const definitionWith = (spec: object) =>
  widgetDefinition({
    versions: [
      widgetVersion('v1', {
        schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', ...spec } } } },
        selectableFields: [],
      }),
    ],
  });

const widget = (spec: object) => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name: 'a' },
  spec,
});

const sizes = { min: { type: 'integer' }, max: { type: 'integer' } };

test('a rule that does not hold is told, with the message it makes, at the field it names', async () => {
  const api = await openApi();
  const rule = {
    rule: 'self.min <= self.max',
    messageExpression: "self.max == 2 ? 'at most two' : 'less'",
    fieldPath: '.min',
    reason: 'FieldValueForbidden',
  };
  await define(api, definitionWith({ properties: sizes, 'x-kubernetes-validations': [rule] }));
  const refused = await api.call('POST', widgetsPath, widget({ min: 3, max: 2 }));
  expect(causes(refused.body)).toEqual(['spec.min: Forbidden: at most two']);
  expect((await api.call('POST', widgetsPath, widget({ min: 1, max: 2 }))).status).toBe(201);
  const missing = await api.call('POST', widgetsPath, { ...widget({ min: 1 }), metadata: { name: 'b' } });
  expect(causes(missing.body)).toEqual([
    'spec: Invalid value: "object": no such key: max evaluating rule: self.min <= self.max',
  ]);
});

test('an update that changes nothing is looked at all the same', async () => {
  const api = await openApi();
  const rule = { rule: '!oldSelf.hasValue()', message: 'is never written again', optionalOldSelf: true };
  const min = { type: 'integer', 'x-kubernetes-validations': [rule] };
  await define(api, definitionWith({ properties: { min } }));
  expect((await api.call('POST', widgetsPath, widget({ min: 5 }))).status).toBe(201);
  const again = await api.call('PATCH', `${widgetsPath}/a`, { spec: { min: 5 } }, patch);
  expect(causes(again.body)).toEqual(['spec.min: Invalid value: 5: is never written again']);
});

test('a rule about what was before is asked of changes only', async () => {
  const api = await openApi();
  const rule = { rule: 'self.min >= oldSelf.min', message: 'goes up' };
  await define(api, definitionWith({ properties: sizes, 'x-kubernetes-validations': [rule] }));
  expect((await api.call('POST', widgetsPath, widget({ min: 5 }))).status).toBe(201);
  const less = await api.call('PATCH', `${widgetsPath}/a`, { spec: { min: 4 } }, patch);
  expect(causes(less.body)).toEqual(['spec: Invalid value: goes up']);
  expect((await api.call('PATCH', `${widgetsPath}/a`, { spec: { min: 6 } }, patch)).status).toBe(200);
});

test('rules are not asked of what the schema refuses, and it is said', async () => {
  const api = await openApi();
  const rule = { rule: 'self.min > 0' };
  await define(
    api,
    definitionWith({ properties: sizes, required: ['max'], 'x-kubernetes-validations': [rule] }),
  );
  const { body } = await api.call('POST', widgetsPath, widget({ min: 0 }));
  expect(causes(body)).toEqual([
    'spec.max: Required value',
    '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
  ]);
});

test('an expression that is wrong or may cost too much is refused with its definition', async () => {
  const api = await openApi();
  const texts = { type: 'array', items: { type: 'string' } };
  const rules = [{ rule: 'self.a.all(x, self.a.all(y, x == y))' }, { rule: 'self.c' }];
  const { body } = await api.call(
    'POST',
    definitionsPath,
    definitionWith({ properties: { a: texts }, 'x-kubernetes-validations': rules }),
  );
  const at = 'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations';
  const [dear = '', wrong = '', ...others] = causes(body);
  expect(dear).toContain(
    `${at}[0].rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x`,
  );
  expect(wrong).toContain("undefined field 'c'");
  expect(others.join()).toContain('estimated rule cost total for entire OpenAPIv3 schema exceeds budget');
});
