import { docsFor } from '../../../api/index.ts';
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

/** What is the same in what is checked and in what is published, each under the name it has in documents. */
const extensions: readonly (readonly [field: keyof Schema, keyword: string])[] = [
  ['listMapKeys', 'x-kubernetes-list-map-keys'],
  ['patchMergeKey', 'x-kubernetes-patch-merge-key'],
  ['patchStrategy', 'x-kubernetes-patch-strategy'],
];

/** A definition as its document, with the docs of its fields and the kinds it is the schema of. */
export function definitionDocument(described: DescribedDefinition, dialect: Dialect): SchemaDocument {
  const { name, schema, kinds, custom } = described;
  if (custom !== undefined) return custom(dialect);
  if (schema === undefined) return specialDocument(name, dialect);
  const docs = docsFor(name);
  const document = new SchemaWriter(dialect, publishedDefinition(name)).body(schema, docs.properties, '');
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

/** Writes one definition, with what is published of it. */
class SchemaWriter {
  readonly #dialect: Dialect;
  readonly #published: PublishedDefinition;

  constructor(dialect: Dialect, published: PublishedDefinition) {
    this.#dialect = dialect;
    this.#published = published;
  }

  /** The document of a schema itself, not of a reference to it. `place`: where in the definition it is. */
  body(schema: Schema, docs: Readonly<Record<string, string>>, place: string): SchemaDocument {
    const { type, format, properties = {}, items, additionalProperties } = schema;
    const document: Record<string, unknown> = {
      ...(type && { type }),
      ...(format && { format }),
      ...this.#words(schema, place, type),
    };
    if (Object.keys(properties).length > 0) document.properties = this.#properties(properties, docs);
    if (items !== undefined) document.items = this.#part(items, `${place}[]`);
    if (additionalProperties !== undefined) {
      document.additionalProperties = this.#part(additionalProperties, `${place}{}`);
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
    const { of: opaque, bare } = this.#published.get(place) ?? {};
    const name = opaque ?? specialDefinitionOf(schema) ?? schema.definition;
    if (name === undefined) return { ...said, ...this.body(schema, {}, place) };
    if (bare) return { $ref: referenceTo(name, this.#dialect) };
    const beside = this.#words(schema, place, 'object');
    // A doc that is the definition's own would be shown twice by kubectl explain if the reference were in an `allOf`.
    if (this.#dialect === 'v3' && description !== '' && description === docsFor(name).description)
      return { allOf: [{ $ref: referenceTo(name, 'v3') }], ...beside };
    return reference(name, this.#dialect, { ...said, ...beside });
  }

  /** What is said of a place besides its type. Only the third version of OpenAPI has defaults here. */
  #words(schema: Schema, place: string, type: Schema['type']): SchemaDocument {
    const words = this.#published.get(place);
    const document: Record<string, unknown> = { ...words?.keywords };
    for (const [field, keyword] of extensions) {
      if (schema[field] !== undefined) document[keyword] = schema[field];
    }
    if (this.#dialect === 'v2') return document;
    // An item of a list is never missing.
    if (words?.zero || place.endsWith('[]')) document.default = zeros[type ?? ''] ?? {};
    else if (words?.default !== undefined) document.default = words.default;
    return document;
  }
}

const zeros: Readonly<Record<string, unknown>> = { string: '', integer: 0, number: 0, boolean: false };
