import type {
  V1CustomResourceDefinitionVersion,
  V1JSONSchemaProps,
  V1ValidationRule,
} from '../../../api/index.ts';
import { compareStrings, goJson, isObject, RenderedValue } from '../../../apimachinery/index.ts';

/**
 * How Kubernetes shows parts of definitions in errors: its internal types as JSON, with all of their fields, under the names
 * and in the order that they have in Go. Mirrors k8s.io/apiextensions-apiserver pkg/apis/apiextensions (types.go,
 * types_jsonschema.go).
 */
type Writer = (value: unknown) => string;

/** A field's name in Go, its name in JSON, what it is when it is not set, and how it is written when it is. */
type Field = readonly [go: string, json: string, zero: string, write?: Writer];

export function schemaText(schema: V1JSONSchemaProps): RenderedValue {
  return new RenderedValue(writeSchema(schema));
}

export function versionsText(versions: readonly V1CustomResourceDefinitionVersion[]): RenderedValue {
  return new RenderedValue(listOf(struct(versionFields))(versions));
}

export function ruleText(rule: V1ValidationRule): RenderedValue {
  return new RenderedValue(struct(ruleFields)(rule));
}

export function itemsText(items: unknown): RenderedValue {
  return new RenderedValue(writeItems(items));
}

function struct(fields: readonly Field[]): Writer {
  return (value) => {
    const object = isObject(value) ? value : {};
    const members = fields.map(([go, json, zero, write = goJson]) => {
      const field = object[json] ?? null;
      return `"${go}":${field === null ? zero : write(field)}`;
    });
    return `{${members.join(',')}}`;
  };
}

function listOf(write: Writer): Writer {
  return (value) => `[${(Array.isArray(value) ? value : []).map(write).join(',')}]`;
}

function mapOf(write: Writer): Writer {
  return (value) => {
    const entries = Object.entries(isObject(value) ? value : {}).sort(([a], [b]) => compareStrings(a, b));
    return `{${entries.map(([key, member]) => `${goJson(key)}:${write(member)}`).join(',')}}`;
  };
}

/** Called by name, as a schema has schemas within. */
function writeSchema(value: unknown): string {
  return struct(schemaFields)(value);
}

function writeItems(value: unknown): string {
  if (Array.isArray(value)) return `{"Schema":null,"JSONSchemas":${listOf(writeSchema)(value)}}`;
  return `{"Schema":${isObject(value) ? writeSchema(value) : null},"JSONSchemas":null}`;
}

function writeSchemaOrBool(value: unknown): string {
  if (typeof value === 'boolean') return `{"Allows":${value},"Schema":null}`;
  return `{"Allows":true,"Schema":${writeSchema(value)}}`;
}

function writeDependency(value: unknown): string {
  if (Array.isArray(value)) return `{"Schema":null,"Property":${goJson(value)}}`;
  return `{"Schema":${writeSchema(value)},"Property":null}`;
}

const ruleFields: readonly Field[] = [
  ['Rule', 'rule', '""'],
  ['Message', 'message', '""'],
  ['MessageExpression', 'messageExpression', '""'],
  ['Reason', 'reason', 'null'],
  ['FieldPath', 'fieldPath', '""'],
  ['OptionalOldSelf', 'optionalOldSelf', 'null'],
];

/** All fields of a schema, in the order of the struct. */
export const schemaFields: readonly Field[] = [
  ['ID', 'id', '""'],
  ['Schema', '$schema', '""'],
  ['Ref', '$ref', 'null'],
  ['Description', 'description', '""'],
  ['Type', 'type', '""'],
  ['Nullable', 'nullable', 'false'],
  ['Format', 'format', '""'],
  ['Title', 'title', '""'],
  ['Default', 'default', 'null'],
  ['Maximum', 'maximum', 'null'],
  ['ExclusiveMaximum', 'exclusiveMaximum', 'false'],
  ['Minimum', 'minimum', 'null'],
  ['ExclusiveMinimum', 'exclusiveMinimum', 'false'],
  ['MaxLength', 'maxLength', 'null'],
  ['MinLength', 'minLength', 'null'],
  ['Pattern', 'pattern', '""'],
  ['MaxItems', 'maxItems', 'null'],
  ['MinItems', 'minItems', 'null'],
  ['UniqueItems', 'uniqueItems', 'false'],
  ['MultipleOf', 'multipleOf', 'null'],
  ['Enum', 'enum', 'null'],
  ['MaxProperties', 'maxProperties', 'null'],
  ['MinProperties', 'minProperties', 'null'],
  ['Required', 'required', 'null'],
  ['Items', 'items', 'null', writeItems],
  ['AllOf', 'allOf', 'null', listOf(writeSchema)],
  ['OneOf', 'oneOf', 'null', listOf(writeSchema)],
  ['AnyOf', 'anyOf', 'null', listOf(writeSchema)],
  ['Not', 'not', 'null', writeSchema],
  ['Properties', 'properties', 'null', mapOf(writeSchema)],
  ['AdditionalProperties', 'additionalProperties', 'null', writeSchemaOrBool],
  ['PatternProperties', 'patternProperties', 'null', mapOf(writeSchema)],
  ['Dependencies', 'dependencies', 'null', mapOf(writeDependency)],
  ['AdditionalItems', 'additionalItems', 'null', writeSchemaOrBool],
  ['Definitions', 'definitions', 'null', mapOf(writeSchema)],
  [
    'ExternalDocs',
    'externalDocs',
    'null',
    struct([
      ['Description', 'description', '""'],
      ['URL', 'url', '""'],
    ]),
  ],
  ['Example', 'example', 'null'],
  ['XPreserveUnknownFields', 'x-kubernetes-preserve-unknown-fields', 'null'],
  ['XEmbeddedResource', 'x-kubernetes-embedded-resource', 'false'],
  ['XIntOrString', 'x-kubernetes-int-or-string', 'false'],
  ['XListMapKeys', 'x-kubernetes-list-map-keys', 'null'],
  ['XListType', 'x-kubernetes-list-type', 'null'],
  ['XMapType', 'x-kubernetes-map-type', 'null'],
  ['XValidations', 'x-kubernetes-validations', 'null', listOf(struct(ruleFields))],
];

const scaleFields: readonly Field[] = [
  ['SpecReplicasPath', 'specReplicasPath', '""'],
  ['StatusReplicasPath', 'statusReplicasPath', '""'],
  ['LabelSelectorPath', 'labelSelectorPath', 'null'],
];

const columnFields: readonly Field[] = [
  ['Name', 'name', '""'],
  ['Type', 'type', '""'],
  ['Format', 'format', '""'],
  ['Description', 'description', '""'],
  ['Priority', 'priority', '0'],
  ['JSONPath', 'jsonPath', '""'],
];

const versionFields: readonly Field[] = [
  ['Name', 'name', '""'],
  ['Served', 'served', 'false'],
  ['Storage', 'storage', 'false'],
  ['Deprecated', 'deprecated', 'false'],
  ['DeprecationWarning', 'deprecationWarning', 'null'],
  ['Schema', 'schema', 'null', struct([['OpenAPIV3Schema', 'openAPIV3Schema', 'null', writeSchema]])],
  [
    'Subresources',
    'subresources',
    'null',
    struct([
      ['Status', 'status', 'null'],
      ['Scale', 'scale', 'null', struct(scaleFields)],
    ]),
  ],
  ['AdditionalPrinterColumns', 'additionalPrinterColumns', 'null', listOf(struct(columnFields))],
  ['SelectableFields', 'selectableFields', 'null', listOf(struct([['JSONPath', 'jsonPath', '""']]))],
];
