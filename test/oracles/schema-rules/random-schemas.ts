import fc from 'fast-check';
import type { Schema } from '../../../apimachinery/index.ts';
import type { Question } from './cases.ts';

const name = fc.constantFrom('a', 'b', 'c', 'name');

/** Random structural schemas, each with a value that mostly fits. */
export const schemaQuestion: fc.Arbitrary<Question> = objectSchema(3).chain((schema) =>
  valueFor(schema).map((value): Question => ({ type: 'schema', schema, value })),
);

function anySchema(depth: number): fc.Arbitrary<Schema> {
  const scalars = [stringSchema(), numberSchema(), fc.constant<Schema>({ type: 'boolean' })];
  const others = [fc.constant<Schema>({ type: 'int-or-string' }), fc.constant<Schema>({})];
  const schema =
    depth === 0
      ? fc.oneof(...scalars, ...others)
      : fc.oneof(...scalars, ...others, objectSchema(depth - 1), mapSchema(depth - 1), listSchema(depth - 1));
  return fc
    .record({ schema, nullable: fc.boolean(), withDefault: fc.nat(5) })
    .chain(({ schema: plain, nullable, withDefault }) => {
      const result = nullable && withDefault < 3 ? { ...plain, nullable } : plain;
      return withDefault === 5
        ? valueFor(result, 0).map((value) => (value === null ? result : { ...result, default: value }))
        : fc.constant(result);
    });
}

function stringSchema(): fc.Arbitrary<Schema> {
  return fc.oneof(
    fc.constant<Schema>({ type: 'string' }),
    fc.constant<Schema>({ type: 'string', enum: ['x', 'y'] }),
    fc.constant<Schema>({ type: 'string', minLength: 2, maxLength: 3 }),
    fc.constant<Schema>({ type: 'string', pattern: '^[a-y]+$' }),
    fc.constant<Schema>({ type: 'string', format: 'date-time' }),
    fc.constant<Schema>({ type: 'string', format: 'byte' }),
  );
}

function numberSchema(): fc.Arbitrary<Schema> {
  return fc.record(
    {
      type: fc.constantFrom('integer' as const, 'number' as const),
      minimum: fc.constantFrom(0, 1),
      maximum: fc.constantFrom(3, 4),
    },
    { requiredKeys: ['type'] },
  );
}

function objectSchema(depth: number): fc.Arbitrary<Schema> {
  return fc
    .record(
      {
        properties: fc.dictionary(name, anySchema(depth), { maxKeys: 4, noNullPrototype: true }),
        required: fc.uniqueArray(name, { maxLength: 2 }),
        preserveUnknownFields: fc.constant(true as const),
        embeddedResource: fc.constant(true as const),
        rare: fc.nat(9),
      },
      { requiredKeys: ['properties', 'rare'] },
    )
    .map(({ rare, preserveUnknownFields, embeddedResource, ...rest }) => ({
      type: 'object' as const,
      ...rest,
      ...(rare === 1 && preserveUnknownFields ? { preserveUnknownFields } : {}),
      ...(rare === 2 && embeddedResource ? { embeddedResource } : {}),
    }));
}

function mapSchema(depth: number): fc.Arbitrary<Schema> {
  return anySchema(depth).map((additionalProperties) => ({ type: 'object', additionalProperties }));
}

function listSchema(depth: number): fc.Arbitrary<Schema> {
  const limits = fc.record({ minItems: fc.constant(1), maxItems: fc.constant(2) }, { requiredKeys: [] });
  const plain = anySchema(depth).map((items): Schema => ({ type: 'array', items }));
  const set = stringSchema().map((items): Schema => ({ type: 'array', listType: 'set', items }));
  const map = objectSchema(depth).map(
    (items): Schema => ({
      type: 'array',
      listType: 'map',
      listMapKeys: ['name'],
      items: { ...items, properties: { ...items.properties, name: { type: 'string' } } },
    }),
  );
  return fc.tuple(fc.oneof(plain, set, map), fc.option(limits, { freq: 2 })).map(([list, bounds]) => ({
    ...list,
    ...bounds,
  }));
}

/** `odd` in 20 values are something else altogether. */
function valueFor(schema: Schema, odd = 1): fc.Arbitrary<unknown> {
  const anything = fc.constantFrom<unknown>(null, 'x', 1, 1.5, true, [], {}, ['x'], { a: 1 });
  return fc.oneof({ weight: 20, arbitrary: fitting(schema, odd) }, { weight: odd, arbitrary: anything });
}

function fitting(schema: Schema, odd: number): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case 'string':
      return fc.constantFrom(
        'x',
        'y',
        'xy',
        'wxyz',
        'zebra',
        '2026-01-02T03:04:05Z',
        '2026-13-02T03:04:05Z',
        'YWI=',
        'Y',
      );
    case 'integer':
    case 'number':
      return fc.constantFrom(-1, 0, 1, 2, 2.5, 5);
    case 'boolean':
      return fc.boolean();
    case 'int-or-string':
      return fc.constantFrom<unknown>(1, '25%');
    case 'array':
      return fc.array(valueFor(schema.items ?? {}, odd), { maxLength: 3 });
    default:
      return objectFor(schema, odd);
  }
}

function objectFor(schema: Schema, odd: number): fc.Arbitrary<unknown> {
  const { additionalProperties, properties = {} } = schema;
  if (additionalProperties !== undefined) {
    return fc.dictionary(name, valueFor(additionalProperties, odd), { maxKeys: 3, noNullPrototype: true });
  }
  const members = Object.fromEntries(
    Object.entries(properties).map(([key, member]) => [key, valueFor(member, odd)]),
  );
  const known = fc.record(members, { requiredKeys: [], noNullPrototype: true } as never);
  const strangers = fc.dictionary(
    fc.constantFrom('unknown', 'apiVersion', 'metadata', 'c'),
    fc.constantFrom(1, null),
    {
      maxKeys: 1,
      noNullPrototype: true,
    },
  );
  return odd === 0
    ? known
    : fc.tuple(strangers, known).map(([more, own]) => ({ ...more, ...(own as object) }));
}
