import fc from 'fast-check';
import type { V1JSONSchemaProps, V1ValidationRule } from '../../../api/index.ts';

type Props = V1JSONSchemaProps;

/** Names of members, few enough to meet. */
export const memberName = fc.constantFrom('a', 'b', 'c', 'name');

/** Structural schemas of objects: all keywords that a definition may have, those that belong together mostly together. */
export function objectSchema(depth: number): fc.Arbitrary<Props> {
  const members = fc.dictionary(memberName, anySchema(depth), { maxKeys: 4, noNullPrototype: true });
  return fc
    .record({ properties: members, more: objectKeywords, rare: fc.nat(14) })
    .map(({ properties, more, rare }) => ({
      type: 'object',
      properties,
      ...more,
      ...(rare === 1 ? { 'x-kubernetes-preserve-unknown-fields': true } : {}),
      ...(rare === 2 && Object.keys(properties).length > 0 ? { 'x-kubernetes-embedded-resource': true } : {}),
    }));
}

export function anySchema(depth: number): fc.Arbitrary<Props> {
  const scalars = [stringSchema, numberSchema, fc.constant<Props>({ type: 'boolean' }), oddSchema];
  const schema =
    depth === 0
      ? fc.oneof(...scalars)
      : fc.oneof(...scalars, objectSchema(depth - 1), mapSchema(depth - 1), listSchema(depth - 1));
  return fc
    .record({
      schema,
      nullable: fc.nat(5),
      defaulted: fc.nat(6),
      combined: fc.nat(2),
      branches: combinations(depth),
      ruled: fc.nat(6),
      rules: fc.array(rule, { minLength: 1, maxLength: 2 }),
    })
    .map(({ schema: plain, nullable, defaulted, combined, branches, ruled, rules }) => ({
      ...plain,
      ...(defaulted === 0 ? { default: defaults[plain.type ?? ''] ?? 1 } : {}),
      ...(nullable === 0 ? { nullable: true } : {}),
      ...(combined === 0 && !('anyOf' in plain) ? branches(plain) : {}),
      ...(ruled === 0 && plain.format === undefined
        ? { 'x-kubernetes-validations': rules.map((make) => make(plain)) }
        : {}),
    }));
}

const rulesByType: Readonly<Record<string, readonly string[]>> = {
  string: ["self.startsWith('x')", 'self.size() < 2', 'self == oldSelf', "self != ''"],
  integer: ['self > 1', 'self % 2 == 0', 'self >= oldSelf', '10 / self > 3'],
  number: ['self > 1.0', 'self < 3.0', 'self >= oldSelf'],
  boolean: ['self', 'self || !oldSelf'],
  array: ['self.size() > 1', 'self == oldSelf', 'self.size() >= oldSelf.size()', 'self.all(x, x == self[0])'],
  object: [
    "'a' in self",
    'self.size() > 1',
    'has(self.a)',
    'has(self.b) == has(oldSelf.b)',
    'self == oldSelf',
  ],
};

/** Makes a rule for values of a schema, which mostly compiles. */
const rule: fc.Arbitrary<(plain: Props) => V1ValidationRule> = fc
  .record({
    pick: fc.nat(),
    message: fc.constantFrom(undefined, undefined, 'is wrong '),
    messageExpression: fc.constantFrom(
      undefined,
      undefined,
      undefined,
      "'not ' + string(self)",
      "'never so'",
      "''",
    ),
    reason: fc.constantFrom(
      undefined,
      undefined,
      'FieldValueRequired',
      'FieldValueForbidden',
      'FieldValueDuplicate',
    ),
    fieldPath: fc.constantFrom(undefined, undefined, '.a', ".['b']"),
    optionalOldSelf: fc.constantFrom(undefined, undefined, undefined, true),
  })
  .map(({ pick, ...options }) => ({ type = '' }: Props) => {
    const all = rulesByType[type] ?? ["self == 'x' || self == 1", 'self == oldSelf'];
    const text = all[pick % all.length] ?? 'true';
    const isOptional = options.optionalOldSelf === true;
    return { ...present(options), rule: isOptional ? 'oldSelf.hasValue() || self != self' : text };
  });

function present(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** Of each type one value. */
const defaults: Readonly<Record<string, unknown>> = {
  string: 'x',
  number: 1.5,
  boolean: false,
  array: [],
  object: {},
};

const objectKeywords = fc.record(
  {
    required: fc.uniqueArray(memberName, { maxLength: 2 }),
    minProperties: fc.constantFrom(0, 1, 2),
    maxProperties: fc.constantFrom(1, 2, 3),
  },
  { requiredKeys: [] },
);

export const formats = [
  ...[
    'byte',
    'date',
    'date-time',
    'datetime',
    'duration',
    'email',
    'hostname',
    'ipv4',
    'ipv6',
    'cidr',
    'mac',
  ],
  ...['uri', 'uuid', 'uuid3', 'uuid4', 'uuid5', 'isbn', 'isbn10', 'isbn13', 'creditcard', 'ssn', 'hexcolor'],
  ...['rgbcolor', 'password', 'bsonobjectid', 'k8s-short-name', 'k8s-long-name'],
];

const stringKeywords = fc.record(
  {
    minLength: fc.constantFrom(0, 1, 2),
    maxLength: fc.constantFrom(1, 3),
    pattern: fc.constantFrom('^[a-y]+$', 'x', '[[:alpha:]]', '\\d', ''),
    format: fc.constantFrom(...formats, 'int32', 'other', ''),
    enum: fc.uniqueArray(fc.constantFrom<unknown>('x', 'y', '', 1, null, true), { maxLength: 3 }),
  },
  { requiredKeys: [] },
);
const stringSchema: fc.Arbitrary<Props> = fewOf(stringKeywords).map((keywords) => ({
  type: 'string',
  ...keywords,
}));

const numberKeywords = fc.record(
  {
    minimum: fc.constantFrom(0, 1, 1.5),
    maximum: fc.constantFrom(2, 3.5, 4),
    exclusiveMinimum: fc.boolean(),
    exclusiveMaximum: fc.boolean(),
    multipleOf: fc.constantFrom(2, 0.5, 0.1, 0, -1),
    format: fc.constantFrom('int32', 'int64', 'float', 'double', 'date', 'other'),
    enum: fc.uniqueArray(fc.constantFrom<unknown>(1, 2.5, 'x', null), { maxLength: 3 }),
  },
  { requiredKeys: [] },
);
const numberSchema: fc.Arbitrary<Props> = fc
  .tuple(fc.constantFrom('integer', 'number'), fewOf(numberKeywords))
  .map(([type, keywords]) => ({ type, ...keywords }));

/** At most two of the keywords. */
function fewOf(keywords: fc.Arbitrary<object>): fc.Arbitrary<Props> {
  return fc.tuple(keywords, fc.nat(), fc.constantFrom(0, 1, 1, 2, 2, 3)).map(([all, start, count]) => {
    const entries = Object.entries(all);
    const rotated = entries.map((_, at) => entries[(at + start) % entries.length] ?? ['', undefined]);
    return Object.fromEntries(rotated.slice(0, count));
  });
}

const oddSchema: fc.Arbitrary<Props> = fc.constantFrom<Props>(
  { 'x-kubernetes-int-or-string': true },
  { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
  {
    'x-kubernetes-int-or-string': true,
    allOf: [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }, { minimum: 1 }],
  },
  { 'x-kubernetes-int-or-string': true, pattern: '^x', enum: ['A', 'x', 65] },
  { 'x-kubernetes-preserve-unknown-fields': true },
  { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
);

function mapSchema(depth: number): fc.Arbitrary<Props> {
  const values = fc.oneof({ weight: 5, arbitrary: anySchema(depth) }, { weight: 1, arbitrary: fc.boolean() });
  return fc.tuple(values, objectKeywords).map(([additionalProperties, { required: _, ...keywords }]) => ({
    type: 'object',
    additionalProperties,
    ...keywords,
  }));
}

function listSchema(depth: number): fc.Arbitrary<Props> {
  const limits = fc.record(
    { minItems: fc.constant(1), maxItems: fc.constantFrom(1, 2) },
    { requiredKeys: [] },
  );
  const plain = anySchema(depth).map((items): Props => ({ type: 'array', items }));
  const set = stringSchema.map((items): Props => ({ type: 'array', 'x-kubernetes-list-type': 'set', items }));
  const map = objectSchema(depth).map(
    (items): Props => ({
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: { ...items, properties: { ...items.properties, name: { type: 'string' } } },
    }),
  );
  return fc.tuple(fc.oneof(plain, set, map), fewOf(limits)).map(([list, bounds]) => ({ ...list, ...bounds }));
}

/** Some of allOf, anyOf, oneOf and not, with branches that fit a schema. */
function combinations(depth: number): fc.Arbitrary<(plain: Props) => Props> {
  const keyword = fc.constantFrom('allOf', 'anyOf', 'oneOf', 'not');
  const choices = fc.array(fc.nat(), { minLength: 1, maxLength: 3 });
  const one = fc.tuple(keyword, choices);
  return fc.array(one, { minLength: 1, maxLength: depth === 0 ? 1 : 2 }).map((chosen) => (plain) => {
    const branches = branchesFor(plain);
    const entries = chosen.map(([name, picks]) => {
      const picked = picks.map((pick) => branches[pick % branches.length] ?? {});
      return [name, name === 'not' ? picked[0] : picked];
    });
    return Object.fromEntries(entries) as Props;
  });
}

function branchesFor({ type, properties = {} }: Props): readonly Props[] {
  switch (type) {
    case 'string':
      return [
        { maxLength: 1 },
        { pattern: '^x' },
        { enum: ['x', 'xy'] },
        { format: 'ipv4' },
        { minLength: 3 },
      ];
    case 'integer':
    case 'number':
      return [{ minimum: 1 }, { maximum: 1 }, { multipleOf: 2 }, { enum: [1, 2] }, { not: { minimum: 2 } }];
    case 'array':
      return [{ minItems: 1 }, { maxItems: 1 }, { items: { minimum: 1 } }, { items: { enum: ['x'] } }];
    case 'object':
      return [
        ...Object.keys(properties).flatMap((name) => [
          { required: [name] },
          { properties: { [name]: { enum: ['x', 1, true] } } },
          { properties: { [name]: { anyOf: [{ minimum: 1 }, { maxLength: 1 }] } } },
        ]),
        { minProperties: 1 },
        { maxProperties: 1 },
      ];
    default:
      return [{ minimum: 1 }, { maxLength: 1 }, { enum: ['x', true] }, { format: 'date' }];
  }
}
