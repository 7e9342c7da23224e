import { definition, docsFor } from '../../../api/index.ts';
import type { Schema } from '../../../apimachinery/index.ts';
import type { DescribedDefinition } from './described-definitions.ts';
import { type PublishedDefinition, publishedDefinition } from './published.ts';
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

/** Those that a list or a map has whatever it is. */
const declaredExtensions = extensions.filter(
  ([field]) => field === 'listMapKeys' || field.startsWith('patch'),
);

const constraints = [
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
  const published = publishedDefinition(name);
  const document = new SchemaWriter(dialect, published).body(schema, docs.properties, '');
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
  const plain = { description, ...(type && { type }), ...(format && { format }) };
  if (dialect === 'v2') return plain;
  if (format === 'int-or-string') {
    return { description, format, oneOf: [{ type: 'integer' }, { type: 'string' }] };
  }
  if (format === undefined && type === 'string') {
    return { description, oneOf: [{ type: 'string' }, { type: 'number' }] };
  }
  return plain;
}

/** Writes one definition, with what is published of it, if that is known. */
class SchemaWriter {
  readonly #dialect: Dialect;
  readonly #published: PublishedDefinition | undefined;

  constructor(dialect: Dialect, published: PublishedDefinition | undefined) {
    this.#dialect = dialect;
    this.#published = published;
  }

  /** The document of a schema itself, not of a reference to it. `place`: where in the definition it is. */
  body(schema: Schema, docs: Readonly<Record<string, string>>, place: string): SchemaDocument {
    const document: Record<string, unknown> = typeWords(schema);
    if (schema.format !== undefined && !('format' in document)) document.format = schema.format;
    Object.assign(document, this.#words(schema, place));
    const { properties = {} } = schema;
    if (Object.keys(properties).length > 0) document.properties = this.#properties(properties, docs);
    const required =
      this.#published === undefined || place !== '' ? schema.required : this.#published.required;
    if (required !== undefined) document.required = required;
    if (schema.items !== undefined) document.items = this.#part(schema.items, `${place}[]`);
    if (schema.additionalProperties !== undefined) {
      document.additionalProperties = this.#part(schema.additionalProperties, `${place}{}`);
    }
    return document;
  }

  #properties(
    properties: Readonly<Record<string, Schema>>,
    docs: Readonly<Record<string, string>>,
  ): SchemaDocument {
    const document: Record<string, SchemaDocument> = {};
    for (const [name, schema] of Object.entries(properties))
      document[name] = this.#part(schema, name, docs[name]);
    return document;
  }

  #part(schema: Schema, place: string, description = ''): SchemaDocument {
    const said = description === '' ? {} : { description };
    const { of: opaque, bare } = this.#published?.words.get(place) ?? {};
    const special = opaque ?? specialDefinitionOf(schema);
    const referred = special ?? schema.definition;
    if (bare && referred !== undefined) return { $ref: referenceTo(referred, this.#dialect) };
    if (special !== undefined) {
      return reference(special, this.#dialect, { ...said, ...this.#default(schema, place, '') });
    }
    const name = schema.definition;
    if (name === undefined) return { ...said, ...this.body(schema, {}, place) };
    const beside = this.#words(schema, place, definition(name));
    // A doc that is the definition's own would be shown twice by kubectl explain if the reference were in an `allOf`.
    if (this.#dialect === 'v3' && description !== '' && description === docsFor(name).description)
      return { allOf: [{ $ref: referenceTo(name, 'v3') }], ...beside };
    return reference(name, this.#dialect, { ...said, ...beside });
  }

  /** What is said of a place; where it refers to a definition, what the definition itself does not say. */
  #words(schema: Schema, place: string, base?: Schema): SchemaDocument {
    const document: Record<string, unknown> = {};
    const isPublished = this.#published !== undefined;
    for (const [field, keyword] of isPublished ? declaredExtensions : extensions) {
      if (schema[field] !== undefined && schema[field] !== base?.[field]) document[keyword] = schema[field];
    }
    if (isPublished) {
      const { enum: values, listType, mapType, unions } = this.#published.words.get(place) ?? {};
      if (values !== undefined) document.enum = values;
      if (listType !== undefined) document['x-kubernetes-list-type'] = listType;
      if (mapType !== undefined) document['x-kubernetes-map-type'] = mapType;
      if (unions !== undefined) document['x-kubernetes-unions'] = unions;
    } else if (base === undefined) {
      for (const keyword of constraints)
        if (schema[keyword] !== undefined) document[keyword] = schema[keyword];
    }
    return {
      ...document,
      ...this.#default(schema, place, base === undefined ? schema.type : 'object', base),
    };
  }

  /** Only the third version of OpenAPI has it here. */
  #default(schema: Schema, place: string, type: string | undefined, base?: Schema): SchemaDocument {
    if (this.#dialect === 'v2') return {};
    if (this.#published === undefined) {
      return schema.default === undefined || schema.default === base?.default
        ? {}
        : { default: schema.default };
    }
    const words = this.#published.words.get(place);
    if (words?.zero) return { default: zeros[type ?? ''] ?? {} };
    return words?.default === undefined ? {} : { default: words.default };
  }
}

const zeros: Readonly<Record<string, unknown>> = { string: '', integer: 0, number: 0, boolean: false };

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
