import { docsFor, type ServedResource } from '../../../api/index.ts';
import { isObject } from '../../../apimachinery/index.ts';
import { type Dialect, reference, type SchemaDocument } from './schema-document.ts';
import { listMeta, objectMeta } from './special-definitions.ts';

/** A JSON schema as it is declared. */
type Declared = Readonly<Record<string, unknown>>;

/**
 * The definition of a custom resource: what it declares, with apiVersion, kind and metadata. Mirrors apiextensions-apiserver
 * pkg/controller/openapi/builder (buildKubeNative).
 */
export function customDocument(resource: ServedResource, dialect: Dialect): SchemaDocument {
  const declared = resource.openAPIV3Schema as Declared | undefined;
  // kubectl takes for all there is what it is told of.
  const isOpen = declared === undefined || (dialect === 'v2' && declared[preserves] === true);
  const document = isOpen ? { type: 'object' } : withTypes(schemaDocument(declared, dialect), dialect);
  const { group, kind, version } = resource;
  return { ...document, ...marks(resource, { group, kind, version }) };
}

/** The definition of its list. Mirrors buildListSchema. */
export function customListDocument(resource: ServedResource, dialect: Dialect): SchemaDocument {
  const { group, kind, listKind, version } = resource;
  const { apiVersion, kind: kindProperty } = typeProperties();
  const items = {
    description: `List of ${resource.resource}. More info: ${conventions}`,
    type: 'array',
    items: reference(resource.definition, dialect),
  };
  return {
    description: `${listKind} is a list of ${kind}`,
    type: 'object',
    required: ['items'],
    properties: { apiVersion, items, kind: kindProperty, metadata: metadataProperty(listMeta, dialect) },
    ...marks(resource, { group, kind: listKind, version }),
  };
}

/** `com.example.v1.WidgetList` */
export function customListName({ definition, kind, listKind }: ServedResource): string {
  return definition.slice(0, -kind.length) + listKind;
}

const preserves = 'x-kubernetes-preserve-unknown-fields';
const conventions = 'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md';

function marks(resource: ServedResource, kind: object): SchemaDocument {
  const fields = resource.declaredFields ?? [];
  const selectable = fields.map((path) => ({ fieldPath: path }));
  return {
    'x-kubernetes-group-version-kind': [kind],
    ...(selectable.length === 0 ? {} : { 'x-kubernetes-selectable-fields': selectable }),
  };
}

function schemaDocument(declared: Declared, dialect: Dialect): SchemaDocument {
  const document = withParts(unfolded(declared), (part) => schemaDocument(part, dialect));
  const written = dialect === 'v2' ? inV2(document) : document;
  const isResource = declared['x-kubernetes-embedded-resource'] === true;
  if (!isResource || (dialect === 'v2' && declared[preserves] === true)) return written;
  const required = listOf(written.required);
  const added = ['kind', 'apiVersion'].filter((name) => !required.includes(name));
  return { ...withTypes(written, dialect), required: [...required, ...added] };
}

/** What may be a number or a text is said in words that all readers know. Mirrors pkg/apiserver/schema (Unfold). */
function unfolded(declared: Declared): Declared {
  if (declared['x-kubernetes-int-or-string'] !== true) return declared;
  const allOf = listOf(declared.allOf);
  const [first] = allOf;
  if (saysEither(declared.anyOf) || (isObject(first) && saysEither(first.anyOf))) return declared;
  if (declared.anyOf === undefined) return { ...declared, anyOf: either };
  return { ...declared, allOf: [{ anyOf: either }, ...allOf] };
}

const either = [{ type: 'integer' }, { type: 'string' }];

function saysEither(anyOf: unknown): boolean {
  const types = listOf(anyOf).map((one) => (isObject(one) ? one.type : undefined));
  return types.length === 2 && types[0] === 'integer' && types[1] === 'string';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function withParts(declared: Declared, document: (part: Declared) => SchemaDocument): SchemaDocument {
  const written: Record<string, unknown> = { ...declared };
  const { properties, items, additionalProperties } = declared;
  if (isObject(properties)) {
    const members = Object.entries(properties).map(([name, part]) => [name, document(part as Declared)]);
    written.properties = Object.fromEntries(members);
  }
  if (isObject(items)) written.items = document(items);
  if (isObject(additionalProperties)) written.additionalProperties = document(additionalProperties);
  return written;
}

const notInV2 = ['allOf', 'anyOf', 'oneOf', 'not', 'default'];

/** What v2 cannot say, or kubectl not read. Mirrors pkg/controller/openapi/v2 (ToStructuralOpenAPIV2). */
function inV2(given: SchemaDocument): SchemaDocument {
  const document: Record<string, unknown> = { ...given };
  for (const keyword of notInV2) delete document[keyword];
  const isNullable = document.nullable === true;
  const isOpen = document[preserves] === true;
  if (isNullable) {
    delete document.nullable;
    delete document.type;
  }
  if (isNullable || isOpen) {
    delete document.items;
    delete document.properties;
  }
  if (document.type === 'array' && document.items === undefined) delete document.type;
  if (isOpen && document.type === 'object') delete document.type;
  return document;
}

function withTypes(document: SchemaDocument, dialect: Dialect): SchemaDocument {
  const own = isObject(document.properties) ? document.properties : {};
  const metadata = metadataProperty(objectMeta, dialect);
  return { ...document, properties: { ...own, ...typeProperties(), metadata } };
}

/** A kind whose fields that all kinds have are documented in the words that Kubernetes has for custom resources. */
const wellDocumented = 'io.k8s.api.core.v1.Pod';

function typeProperties(): Readonly<Record<'apiVersion' | 'kind', SchemaDocument>> {
  const { apiVersion = '', kind = '' } = docsFor(wellDocumented).properties;
  return {
    apiVersion: { description: apiVersion, type: 'string' },
    kind: { description: kind, type: 'string' },
  };
}

function metadataProperty(definition: string, dialect: Dialect): SchemaDocument {
  const { metadata = '' } = docsFor(
    definition === listMeta ? `${wellDocumented}List` : wellDocumented,
  ).properties;
  return reference(definition, dialect, { description: metadata });
}
