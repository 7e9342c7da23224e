import fc from 'fast-check';
import type { V1JSONSchemaProps } from '../../../api/index.ts';
import { objectSchema } from './random-schemas.ts';

type Props = V1JSONSchemaProps;

/** Mostly the first, now and then one of the others, or nothing at all. */
function mostly<Value>(good: Value, ...odd: unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constant(good) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  );
}

/** Values that no schema should have, by keyword. */
const oddKeywords: readonly Props[] = [
  { type: 'null' },
  { type: 'text' },
  { type: '' },
  { id: 'x' },
  { $schema: 'http://x' },
  { $ref: '#/x' },
  { nullable: true },
  { uniqueItems: true },
  { default: { unknown: 1 } },
  { default: 'x' },
  { default: 1 },
  { format: 'other' },
  { format: 'date' },
  { title: 'T', description: 'D' },
  { patternProperties: { a: {} } },
  { definitions: { a: { type: 'text' } } },
  { dependencies: { a: ['b'] } },
  { additionalItems: true },
  { additionalProperties: true },
  { additionalProperties: false },
  { additionalProperties: { type: 'string', default: 'x' } },
  { additionalProperties: { description: 'no type' } },
  { items: [] },
  { items: [{ type: 'string' }] },
  { items: { type: 'string' } },
  { type: 'array' },
  { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'object' } },
  {
    type: 'array',
    'x-kubernetes-list-type': 'set',
    items: { type: 'array', 'x-kubernetes-list-type': 'map' },
  },
  { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string', nullable: true } },
  { type: 'array', 'x-kubernetes-list-type': 'map', items: { type: 'string' } },
  {
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['a', 'b', 'a'],
    items: {
      type: 'object',
      required: ['b'],
      properties: { a: { type: 'string', nullable: true }, b: { type: 'object' } },
    },
  },
  { 'x-kubernetes-list-type': 'other' },
  { 'x-kubernetes-list-map-keys': ['a'] },
  { 'x-kubernetes-map-type': 'other' },
  { 'x-kubernetes-map-type': 'atomic' },
  { 'x-kubernetes-preserve-unknown-fields': false },
  { 'x-kubernetes-preserve-unknown-fields': true },
  { 'x-kubernetes-embedded-resource': true },
  { 'x-kubernetes-int-or-string': true },
  { 'x-kubernetes-int-or-string': true, 'x-kubernetes-preserve-unknown-fields': true },
  { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
  { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'string' }, { type: 'integer' }] },
  { pattern: '[a' },
  { pattern: 'a(?=b)' },
  { pattern: 'a**' },
  { anyOf: [{ type: 'string' }, { required: ['a'] }] },
  { allOf: [{ properties: { zz: { minimum: 1, description: 'x' } } }, { additionalProperties: true }] },
  { oneOf: [{ items: { minLength: 1, default: 1 } }, { not: { nullable: true, pattern: '(' } }] },
  { not: { properties: { metadata: {} }, 'x-kubernetes-list-type': 'set' } },
  { properties: { metadata: { type: 'object', properties: { name: { type: 'string', maxLength: 3 } } } } },
  { properties: { metadata: { type: 'object', properties: { labels: { type: 'object' } } } } },
  { properties: { metadata: { type: 'string' } } },
  { properties: { kind: { type: 'integer' }, apiVersion: { type: 'string', default: 'v1' } } },
  { minProperties: 1, maxProperties: 2, required: ['a'] },
];

const expressions = [
  ...[
    'true',
    'self == self',
    'self == oldSelf',
    'has(self.a)',
    'self.size() > 0',
    'self.a == self.b',
    'self > 1',
  ],
  ...[
    "self.matches('^a+$')",
    "self.matches('[')",
    'self.all(x, x == x)',
    "self.all(k, self[k] != '')",
    'self.b.c',
    'a',
  ],
  ...[
    'self.exists(x, self.exists(y, x == y))',
    "self.startsWith('x')",
    '1',
    '',
    ' ',
    'self.a\n> 1',

    'self.x',
  ],
  ...[
    "self.metadata.name == 'a'",
    'oldSelf.hasValue()',
    'self.all(x, self.all(y, self.all(z, x == y)))',
    "'a' in self",
  ],
];
const messages = ["'a' + 'b'", "'no ' + string(self)", '1', 'self.zz', ' ', "self.a + ' is wrong'"];

const rule = record({
  rule: fc.constantFrom(...expressions),
  message: mostly(undefined, 'no', ' ', 'two\nlines'),
  messageExpression: fc.option(fc.constantFrom(...messages), { nil: undefined, freq: 3 }),
  reason: mostly(undefined, 'FieldValueRequired', 'Other'),
  fieldPath: mostly(undefined, '.a', ".['b']", '.x', 'a', ' '),
  optionalOldSelf: mostly(undefined, true, false),
});

const rules = fc
  .array(rule, { minLength: 1, maxLength: 2 })
  .map((all) => ({ 'x-kubernetes-validations': all }) as Props);

/** A schema in which some part may say something odd. */
const schema: fc.Arbitrary<Props> = fc
  .tuple(
    objectSchema(2),
    fc.array(fc.tuple(fc.nat(), fc.oneof(rules, fc.constantFrom(...oddKeywords))), { maxLength: 2 }),
    fc.nat(3),
  )
  .map(([root, odd, count]) => {
    const { 'x-kubernetes-embedded-resource': _, minProperties: __, maxProperties: ___, ...base } = root;
    return odd.slice(0, count).reduce<Props>((whole, [at, keywords]) => spoiled(whole, at, keywords), base);
  });

/** With the keywords in one of its members, or in itself. */
function spoiled(props: Props, at: number, keywords: Props): Props {
  const names = Object.keys(props.properties ?? {});
  const name = names[at % (names.length + 1)];
  if (name === undefined) return { ...spared(props, keywords), ...keywords };
  const member = spoiled(props.properties?.[name] ?? {}, Math.trunc(at / 7), keywords);
  return { ...props, properties: { ...props.properties, [name]: member } };
}

/** What other types would say of values and formats is in words of their own. */
function spared(props: Props, keywords: Props): Props {
  const { default: _, format: __, ...untold } = props;
  const { type: ___, ...untyped } = untold;
  if (keywords['x-kubernetes-int-or-string'] === true) return untyped;
  return (keywords.type ?? keywords.default ?? keywords.format) === undefined ? props : untold;
}

const columns = fc.array(
  record({
    name: mostly('Size', ''),
    type: mostly('integer', 'text', ''),
    format: mostly('', 'int32', 'other'),
    jsonPath: mostly('.spec.size', '', 'spec', '.'),
  }),
  { maxLength: 2 },
);

const subresources = record({
  status: mostly(undefined, {}),
  scale: mostly(undefined, ...scales()),
});

function scales(): object[] {
  const good = { specReplicasPath: '.spec.a', statusReplicasPath: '.status.a' };
  return [
    good,
    { ...good, labelSelectorPath: '.status.b' },
    { ...good, labelSelectorPath: 'x' },
    { specReplicasPath: '.status.a', statusReplicasPath: '' },
    { ...good, labelSelectorPath: '.metadata.labels' },
  ];
}

const version = (name: string, storage: boolean) =>
  record({
    name: mostly(name, 'V1', '', 'v1'),
    served: fc.constant(true),
    storage: mostly(storage, !storage),
    deprecated: mostly(undefined, true),
    deprecationWarning: mostly(undefined, 'gone', '', '\u0007', 'x'.repeat(300)),
    schema: schema.map((openAPIV3Schema) => ({ openAPIV3Schema })),
    subresources: fc.option(subresources, { nil: undefined, freq: 2 }),
    additionalPrinterColumns: fc.option(columns, { nil: undefined, freq: 2 }),
    selectableFields: mostly(
      undefined,
      [{ jsonPath: '.a' }],
      [{ jsonPath: '.b' }, { jsonPath: '.b' }, { jsonPath: '' }],
      [
        { jsonPath: '.metadata.name' },
        { jsonPath: '.a.b' },
        { jsonPath: ".['a']" },
        { jsonPath: 'a' },
        { jsonPath: '.' },
      ],
    ),
  });

const clients = [
  { url: 'https://a/b' },
  { url: 'http://u:p@/x?y#z' },
  { url: 'https://a b/' },
  { url: ':x' },
  { service: { name: 'a', namespace: 'b' } },
  { service: { name: '', namespace: 'b', port: 0, path: 'x//A/' } },
  { service: { name: 'a', namespace: '', path: '//' }, caBundle: 'eA==' },
  { url: 'https://a', service: { name: 'a', namespace: 'b' } },
  {},
];

const conversion = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: record({
      strategy: mostly('Webhook', 'None', 'Other', ''),
      webhook: fc.option(
        record({
          clientConfig: fc.constantFrom(undefined, ...clients),
          conversionReviewVersions: fc.constantFrom(['v1'], [], ['v2'], ['v1', 'v1', 'V1']),
        }),
        { nil: undefined, freq: 5 },
      ),
    }),
  },
);

/** Definitions, most of which could be stored but for one or two faults. */
export const definition: fc.Arbitrary<object> = fc
  .record({
    name: mostly('widgets.example.com', 'widgets', 'Widgets.example.com'),
    annotations: fc.constantFrom<unknown>(
      undefined,
      { 'api-approved.kubernetes.io': 'https://a.b/c' },
      {
        'api-approved.kubernetes.io': 'x',
      },
    ),
    spec: record({
      group: mostly('example.com', 'example', 'Example.com', '', 'a.k8s.io'),
      scope: mostly('Namespaced', 'Cluster', 'Other', ''),
      names: record({
        plural: mostly('widgets', 'Widgets', ''),
        singular: mostly('widget', '', 'a.b'),
        kind: mostly('Widget', '', 'WidgetList', 'a b'),
        listKind: mostly('WidgetList', '', '1'),
        shortNames: mostly(undefined, ['w'], ['W', '']),
        categories: mostly(undefined, ['all'], ['A b']),
      }),
      preserveUnknownFields: mostly(undefined, true),
      conversion,
      versions: fc.oneof(
        fc.tuple(version('v1', true)),
        fc.tuple(version('v1', true), version('v2', false)),
        version('v1', true).map((one) => [one, { ...one, name: 'v2', storage: false }]),
      ),
    }),
  })
  .map(({ name, annotations, spec }) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name, ...(annotations === undefined ? {} : { annotations }) },
    spec,
  }));

/** A record without members that are undefined. */
function record(members: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<object> {
  return fc
    .record(members)
    .map((made) => Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)));
}
