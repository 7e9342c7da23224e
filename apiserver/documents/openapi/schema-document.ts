import { definition, docsFor } from '../../../api/index.ts';
import type { Schema } from '../../../apimachinery/index.ts';
import type { DescribedDefinition } from './described-definitions.ts';
import { specialDefinitionOf, specialDefinitions } from './special-definitions.ts';

/** A schema as a document has it, in the words of JSON Schema. */
export interface SchemaDocument {
  readonly [keyword: string]: unknown;
}

/** The version of OpenAPI. They differ in how a schema refers to a definition. */
export type Dialect = 'v2' | 'v3';

/** What a reference to a definition may say beside it, each under the name it has in documents. */
const extensions: readonly (readonly [field: keyof Schema, keyword: string])[] = [
  ['listMapKeys', 'x-kubernetes-list-map-keys'],
  ['listType', 'x-kubernetes-list-type'],
  ['mapType', 'x-kubernetes-map-type'],
  ['patchMergeKey', 'x-kubernetes-patch-merge-key'],
  ['patchStrategy', 'x-kubernetes-patch-strategy'],
  ['preserveUnknownFields', 'x-kubernetes-preserve-unknown-fields'],
  ['embeddedResource', 'x-kubernetes-embedded-resource'],
];

const constraints = [
  'format',
  'enum',
  'nullable',
  'pattern',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
] as const satisfies readonly (keyof Schema)[];

/** A definition as its document, with the docs of its fields and the kinds it is the schema of. */
export function definitionDocument(described: DescribedDefinition, dialect: Dialect): SchemaDocument {
  const { name, schema, kinds, custom } = described;
  if (custom !== undefined) return custom(dialect);
  if (schema === undefined) return specialDocument(name, dialect);
  const docs = docsFor(name);
  const document = new SchemaWriter(dialect).body(schema, docs.properties);
  return {
    ...(docs.description === '' ? {} : { description: docs.description }),
    ...document,
    ...(kinds.length === 0 ? {} : { 'x-kubernetes-group-version-kind': kinds }),
  };
}

/** Where a document of the dialect keeps its definitions. */
export function referenceTo(name: string, dialect: Dialect): string {
  return dialect === 'v2' ? `#/definitions/${name}` : `#/components/schemas/${name}`;
}

/** What stands beside a `$ref` is ignored by strict readers of v3, so there the reference goes into an `allOf` of one. */
export function reference(name: string, dialect: Dialect, beside: SchemaDocument = {}): SchemaDocument {
  const $ref = referenceTo(name, dialect);
  if (dialect === 'v2' || Object.keys(beside).length === 0) return { $ref, ...beside };
  return { allOf: [{ $ref }], ...beside };
}

/** OpenAPI v3 can say that a value is one of two types; v2 has the format for it. */
function specialDocument(name: string, dialect: Dialect): SchemaDocument {
  const { description, type, format } = specialDefinitions[name] ?? { description: '', type: 'object' };
  const plain = format === undefined ? { description, type } : { description, type, format };
  if (dialect === 'v2') return plain;
  if (format === 'int-or-string') {
    return { description, format, oneOf: [{ type: 'integer' }, { type: 'string' }] };
  }
  if (format === undefined && type === 'string') {
    return { description, oneOf: [{ type: 'string' }, { type: 'number' }] };
  }
  return plain;
}

class SchemaWriter {
  readonly #dialect: Dialect;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** The document of a schema itself, not of a reference to it. */
  body(schema: Schema, docs: Readonly<Record<string, string>> = {}): SchemaDocument {
    const document: Record<string, unknown> = {};
    Object.assign(document, typeWords(schema));
    for (const keyword of constraints) {
      if (schema[keyword] !== undefined && !(keyword in document)) document[keyword] = schema[keyword];
    }
    if (schema.default !== undefined && this.#dialect === 'v3') document.default = schema.default;
    if (schema.properties !== undefined) document.properties = this.#properties(schema.properties, docs);
    if (schema.required !== undefined) document.required = schema.required;
    if (schema.items !== undefined) document.items = this.#part(schema.items);
    if (schema.additionalProperties !== undefined) {
      document.additionalProperties = this.#part(schema.additionalProperties);
    }
    for (const [field, keyword] of extensions) {
      if (schema[field] !== undefined) document[keyword] = schema[field];
    }
    return document;
  }

  #properties(
    properties: Readonly<Record<string, Schema>>,
    docs: Readonly<Record<string, string>>,
  ): SchemaDocument {
    const document: Record<string, SchemaDocument> = {};
    for (const [name, schema] of Object.entries(properties)) document[name] = this.#part(schema, docs[name]);
    return document;
  }

  #part(schema: Schema, description?: string): SchemaDocument {
    const words = description === undefined || description === '' ? {} : { description };
    const special = specialDefinitionOf(schema);
    if (special !== undefined) return reference(special, this.#dialect, words);
    const name = schema.definition;
    if (name === undefined) return { ...words, ...this.body(schema) };
    const beside = { ...words, ...extras(schema, definition(name), this.#dialect) };
    // A doc that is the definition's own would be shown twice by kubectl explain if the reference were in an `allOf`.
    if (description !== undefined && description === docsFor(name).description)
      return { $ref: referenceTo(name, this.#dialect), ...beside };
    return reference(name, this.#dialect, beside);
  }
}

/** What a field adds to the definition it refers to. */
function extras(schema: Schema, base: Schema, dialect: Dialect): SchemaDocument {
  if (schema === base) return {};
  const document: Record<string, unknown> = {};
  for (const [field, keyword] of extensions) {
    if (schema[field] !== undefined && schema[field] !== base[field]) document[keyword] = schema[field];
  }
  if (dialect === 'v3' && schema.default !== undefined && schema.default !== base.default) {
    document.default = schema.default;
  }
  return document;
}

function typeWords({ type, format }: Schema): SchemaDocument {
  switch (type) {
    case undefined:
      return {};
    case 'int-or-string':
    case 'quantity':
      return { 'x-kubernetes-int-or-string': true };
    case 'string':
      return format === 'date-time-micro' ? { type, format: 'date-time' } : { type };
    default:
      return { type };
  }
}
