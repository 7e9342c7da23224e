import { expect, test } from 'vitest';
import type { V1ValidatingAdmissionPolicy } from '../../api/index.ts';
import type { Schema } from '../../apimachinery/index.ts';
import { expressionWarnings } from './check-types.ts';

type Spec = NonNullable<V1ValidatingAdmissionPolicy['spec']>;

const deployment = { group: 'apps', version: 'v1', kind: 'Deployment' };
const text: Schema = { type: 'string' };
const whole: Schema = { type: 'integer' };
const foo = (type: Schema): Schema => ({ type: 'object', properties: { foo: type } });

const wrong = (expression: string, others: Spec = {}): Spec => ({ validations: [{ expression }], ...others });

/** Facts of upstream's own tests of its type checker. */
test.each<[string, Schema, Spec, string[], string?]>([
  ['a field that is right', foo(text), wrong("object.foo == 'bar'"), []],
  [
    'a field there is not',
    { type: 'object', properties: { bar: text } },
    wrong("object.foo == 'bar'"),
    ['spec.validations[0].expression'],
    "undefined field 'foo'",
  ],
  [
    'a field of another type',
    foo(whole),
    wrong("object.foo == 'bar'"),
    ['spec.validations[0].expression'],
    'found no matching overload',
  ],
  [
    'params',
    foo(text),
    wrong('object.foo == params.bar', { paramKind: { apiVersion: 'v1', kind: 'Any' } }),
    ['spec.validations[0].expression'],
    "undefined field 'bar'",
  ],
  ['params without types', {}, wrong('params != null', { paramKind: { apiVersion: 'v1', kind: 'Any' } }), []],
  [
    'the second of two expressions',
    foo(text),
    { validations: [{ expression: "object.foo == 'bar'" }, { expression: "object.bar == 'foo'" }] },
    ['spec.validations[1].expression'],
  ],
  [
    'a message',
    foo(text),
    { validations: [{ expression: "object.foo == 'bar'", messageExpression: 'object.foo + 114514' }] },
    ['spec.validations[0].messageExpression'],
  ],
  [
    'the authorizer',
    foo(text),
    wrong("authorizer.group('').resource('endpoints').check('create').allowed()"),
    [],
  ],
  [
    'a wrong question to it',
    foo(text),
    wrong('authorizer.allowed()'),
    ['spec.validations[0].expression'],
    "found no matching overload for 'allowed' applied to 'kubernetes.authorization.Authorizer",
  ],
  ['a schema without types', {}, wrong('object.anything'), []],
  [
    'variables',
    foo(whole),
    wrong('variables.works', { variables: [{ name: 'works', expression: 'true' }] }),
    [],
  ],
  [
    'a variable there is not',
    foo(whole),
    wrong('variables.no', { variables: [{ name: 'works', expression: 'true' }] }),
    ['spec.validations[0].expression'],
    "undefined field 'no'",
  ],
  [
    'a variable of another type',
    foo(whole),
    wrong('variables.name == object.foo', { variables: [{ name: 'name', expression: "'x'" }] }),
    ['spec.validations[0].expression'],
    "found no matching overload for '_==_' applied to '(string, int)",
  ],
  [
    'a variable that is wrong itself',
    foo(whole),
    wrong('variables.name == object.foo', { variables: [{ name: 'name', expression: "object.foo == 'x'" }] }),
    [],
  ],
])('%s', (_, schema, spec, fields, says = '') => {
  const kind = { ...deployment, schema };
  const warnings = expressionWarnings({ spec }, [kind], spec.paramKind && kind);
  expect(warnings.map(({ fieldRef }) => fieldRef)).toEqual(fields);
  for (const { warning } of warnings) expect(warning).toContain(says);
});

test('each kind tells of itself', () => {
  const pod = { version: 'v1', group: '', kind: 'Pod', schema: foo(whole) };
  const spec = wrong('object.bar');
  const [one] = expressionWarnings({ spec }, [pod, { ...deployment, schema: foo(whole) }], undefined);
  const says = "ERROR: <input>:1:7: undefined field 'bar'\n | object.bar\n | ......^\n";
  expect(one?.warning).toBe(`/v1, Kind=Pod: ${says}\napps/v1, Kind=Deployment: ${says}`);
});
