import fc from 'fast-check';
import type { V1JSONSchemaProps } from '../../../api/index.ts';
import { isObject } from '../../../apimachinery/index.ts';
import { memberName } from './random-schemas.ts';

type Props = V1JSONSchemaProps;

const anything = fc.constantFrom<unknown>(null, 'x', 1, 1.5, true, [], {}, ['x'], { a: 1 });

/** Values that mostly fit a schema. */
export function valueFor(schema: Props): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 20, arbitrary: fitting(schema) }, { weight: 1, arbitrary: anything });
}

const strings = fc.constantFrom(
  ...['x', 'y', '', 'xy', 'wxyz', 'zebra', 'x1', '2026-01-02T03:04:05Z', '2026-13-02', '2026-01-02', 'YWI='],
  ...['a@b.c', 'http://x/y', '1.2.3.4', '::1', '1.2.3.0/24', 'a.example.com', '1h'],
);
const numbers = fc.constantFrom(-1, 0, 1, 2, 3, 4, 2.5, 0.3, 2 ** 31);

function fitting(schema: Props): fc.Arbitrary<unknown> {
  if (schema['x-kubernetes-int-or-string'] === true) return fc.oneof(strings, numbers);
  switch (schema.type) {
    case 'string':
      return strings;
    case 'integer':
    case 'number':
      return numbers;
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(valueFor((schema.items ?? {}) as Props), { maxLength: 3 });
    case 'object':
      return objectFor(schema);
    default:
      return fc.oneof(anything, strings, numbers);
  }
}

/** Objects with members the schema knows, and now and then one it does not. */
export function objectFor(schema: Props): fc.Arbitrary<object> {
  const { additionalProperties, properties = {} } = schema;
  if (additionalProperties !== undefined) {
    const values = isObject(additionalProperties) ? valueFor(additionalProperties) : anything;
    return fc.dictionary(memberName, values, { maxKeys: 3, noNullPrototype: true });
  }
  const members = Object.entries(properties).map(([name, member]) => [name, valueFor(member)]);
  const known = fc.record(Object.fromEntries(members), { requiredKeys: [], noNullPrototype: true });
  const strangers = fc.dictionary(
    fc.constantFrom('unknown', 'c'),
    fc.constantFrom<unknown>(1, null, { a: [{ b: 1 }] }),
    {
      maxKeys: 1,
      noNullPrototype: true,
    },
  );
  const resource = schema['x-kubernetes-embedded-resource'] === true ? resourceMembers : fc.constant({});
  return fc
    .tuple(strangers, resource, known)
    .map(([more, own, rest]) => ({ ...more, ...own, ...(rest as object) }));
}

const resourceMembers = fc.record(
  {
    apiVersion: fc.constantFrom<unknown>('v1', 'apps/v1', '', 'a/b/c'),
    kind: fc.constantFrom<unknown>('Pod', '', 'no kind'),
    metadata: fc.record(
      {
        name: fc.constantFrom('x', 'a/b'),
        namespace: fc.constantFrom('x', 'A B'),
        labels: fc.constantFrom({ a: 'b' }, { a: 'no value' }),
        unknown: fc.constant(1),
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
  },
  { requiredKeys: [], noNullPrototype: true },
);

/** A change of an object: some members are as before, some are new. */
export function changeOf(schema: Props): fc.Arbitrary<{ readonly object: object; readonly old: object }> {
  return fc
    .tuple(objectFor(schema), objectFor(schema), fc.integer({ min: 0, max: 255 }))
    .map(([old, fresh, mask]) => {
      const names = [...new Set([...Object.keys(old), ...Object.keys(fresh)])];
      const members = names.map((name, at) => [
        name,
        (((mask >> (at % 8)) & 1) === 1 ? old : fresh)[name as never],
      ]);
      return { old, object: Object.fromEntries(members.filter(([, value]) => value !== undefined)) };
    });
}
