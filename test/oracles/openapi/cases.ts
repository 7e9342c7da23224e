import type { SchemaDocument } from '../../../apiserver/documents/openapi/schema-document.ts';

/** A document in JSON, as text: its order is told. */
export interface Question {
  readonly version: 'v2' | 'v3';
  readonly document: string;
}

export interface OpenApiVector {
  readonly question: Question;
  /** The bytes in base64. */
  readonly bytes: string;
}

/** What both versions can say. */
const schemas: readonly SchemaDocument[] = [
  {},
  { type: 'object', description: 'A thing: "quoted", <escaped> and of two\nlines.', title: 'T' },
  { type: 'integer', format: 'int64', minimum: 0, maximum: -1.5, multipleOf: 3, exclusiveMinimum: true },
  { type: 'string', pattern: '^[a-z]+$', minLength: 1, maxLength: 300, exclusiveMaximum: false },
  { type: 'array', minItems: 0, maxItems: 2 ** 40, uniqueItems: true, items: { type: 'string' } },
  { type: 'object', minProperties: 1, maxProperties: 5, required: ['b', 'a'] },
  { type: 'object', properties: { b: { type: 'string' }, a: {}, '': { type: 'boolean' } } },
  { type: 'object', additionalProperties: { type: 'integer' } },
  { type: 'object', additionalProperties: true },
  { type: 'object', additionalProperties: false },
  {
    enum: [
      'a',
      '1',
      'true',
      '',
      'no',
      '~',
      'a: b',
      '- x',
      '#',
      ' a',
      '2026-01-01',
      '0x1',
      '1e3',
      null,
      1,
      1.5,
      true,
    ],
  },
  {
    example: {
      z: [1, { y: [] }],
      a: 'x',
      e: {},
      l: [['a', 'b'], []],
      t: 'two\nlines',
      long: 'x '.repeat(80),
    },
  },
  {
    'x-kubernetes-group-version-kind': [{ group: '', version: 'v1', kind: 'Pod' }],
    'x-kubernetes-list-map-keys': ['containerPort', 'protocol'],
    'x-kubernetes-int-or-string': true,
    'x-kubernetes-validations': [{ rule: "self == 'a' || size(self) > 0", message: 'it: must not' }],
  },
];

const schemasV3: readonly SchemaDocument[] = [
  { nullable: true, type: 'string', default: '' },
  { default: 'a', allOf: [{ $ref: '#/components/schemas/B' }] },
  { $ref: '#/components/schemas/B', description: 'Beside.', default: {} },
  ...[0, 1, -1.5, 9007199254740992, true, false, {}, [], { a: 1 }, null].map((value) => ({ default: value })),
  { oneOf: [{ type: 'integer' }, {}], anyOf: [{ required: ['a'] }], not: { required: ['b'] } },
  { externalDocs: { description: 'Docs.', url: 'https://example.com' } },
  { items: { $ref: '#/components/schemas/B' }, additionalProperties: { $ref: '#/components/schemas/B' } },
];

const schemasV2: readonly SchemaDocument[] = [
  { $ref: '#/definitions/B' },
  { $ref: '#/definitions/B', description: 'Beside.', 'x-kubernetes-patch-strategy': 'retainKeys' },
  { default: { a: 1 }, type: 'object' },
];

/** Small documents with all that ours may have. */
export const picked: readonly Question[] = [
  ...[...schemas, ...schemasV2].map((schema) => asked('v2', { definitions: { A: schema, B: {} } })),
  ...[...schemas, ...schemasV3].map((schema) =>
    asked('v3', { components: { schemas: { A: schema, B: {} } } }),
  ),
];

function asked(version: Question['version'], parts: object): Question {
  const head = version === 'v2' ? { swagger: '2.0' } : { openapi: '3.0.0' };
  const document = { ...head, info: { title: 'T', version: 'v1' }, paths: {}, ...parts };
  return { version, document: JSON.stringify(document) };
}
