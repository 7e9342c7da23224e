import type { V1CustomResourceDefinition, V1JSONSchemaProps } from '../api/index.ts';
import { isObject } from '../apimachinery/index.ts';

/**
 * A TypeScript module with the types of the objects that these definitions describe, and with the resource of each version:
 * `V1Website`, its parts `V1WebsiteSpec` and `V1WebsiteStatus`, and `v1Websites`; where two groups have a kind of the same name, the
 * group comes first: `ExampleComV1Website`. The same definitions are the same text.
 */
export function printTypes(definitions: readonly V1CustomResourceDefinition[]): string {
  const kinds = definitions.flatMap(({ spec: { group, names, scope, versions } }) =>
    versions.map(({ name: version, schema }) => ({
      resource: {
        group,
        version,
        resource: names.plural,
        kind: names.kind,
        namespaced: scope === 'Namespaced',
      },
      schema: schema?.openAPIV3Schema ?? {},
    })),
  );
  const groups = new Map<string, Set<string>>();
  for (const { resource } of kinds) {
    const name = identifier(resource.version, resource.kind);
    groups.set(name, (groups.get(name) ?? new Set()).add(resource.group));
  }
  const blocks = kinds.flatMap(({ resource, schema }) => {
    const { group, version, kind } = resource;
    const isShared = (groups.get(identifier(version, kind))?.size ?? 0) > 1;
    const prefix = isShared ? [group, version] : [version];
    const type = identifier(...prefix, kind);
    const constant = identifier(...prefix, resource.resource);
    return [
      ...interfacesOf(type, schema),
      `export const ${uncapitalized(constant)}: ResourceType<${type}> = ${literal(resource)};\n`,
    ];
  });
  return ["import type { KubeObject, ResourceType } from 'homeostat';\n", ...blocks].join('\n');
}

/** The parts that are objects have names of their own; what is in them stands where it is. */
function interfacesOf(type: string, schema: V1JSONSchemaProps): readonly string[] {
  const { properties = {}, required = [] } = schema;
  const own = Object.entries(properties).filter(
    ([name]) => !['apiVersion', 'kind', 'metadata'].includes(name),
  );
  const parts = own.filter(([, part]) => objectType(part, '').endsWith('\n}') && part.nullable !== true);
  const named = new Map(parts.map(([name]) => [name, `${type}${capitalized(name)}`]));
  const fields = own.map(([name, part]) => {
    const shape = named.get(name) ?? typeOf(part, '  ');
    return fieldOf(name, part, shape, required.includes(name), '  ');
  });
  return [
    `${comment(schema, '')}export interface ${type} extends KubeObject {\n${fields.join('')}}\n`,
    ...parts.map(
      ([name, part]) => `${comment(part, '')}export interface ${named.get(name)} ${objectType(part, '')}\n`,
    ),
  ];
}

function fieldOf(
  name: string,
  schema: V1JSONSchemaProps,
  shape: string,
  isRequired: boolean,
  indent: string,
): string {
  // What has a default may be left out; where it is read, it is there.
  const mark = isRequired && schema.default === undefined ? '' : '?';
  return `${comment(schema, indent)}${indent}readonly ${propertyName(name)}${mark}: ${shape};\n`;
}

/** The type of what a schema describes, as an expression whose first line goes on where it is put. */
function typeOf(schema: V1JSONSchemaProps, indent: string): string {
  const shape = plainTypeOf(schema, indent);
  return schema.nullable === true && shape !== 'unknown' ? `${shape} | null` : shape;
}

function plainTypeOf(schema: V1JSONSchemaProps, indent: string): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => literalOf(value)).join(' | ');
  if (schema['x-kubernetes-int-or-string'] === true) return 'number | string';
  switch (schema.type) {
    case 'string':
    case 'boolean':
      return schema.type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `readonly ${inParentheses(typeOf(schemaOf(schema.items), indent))}[]`;
    case 'object':
      return objectType(schema, indent);
    default:
      return 'unknown';
  }
}

function objectType(schema: V1JSONSchemaProps, indent: string): string {
  const { properties = {}, required = [], additionalProperties } = schema;
  const inner = `${indent}  `;
  const fields = Object.entries(properties).map(([name, field]) =>
    fieldOf(name, field, typeOf(field, inner), required.includes(name), inner),
  );
  const known = fields.length > 0 ? `{\n${fields.join('')}${indent}}` : undefined;
  const values = isObject(additionalProperties) ? typeOf(additionalProperties, indent) : 'unknown';
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true || known === undefined;
  const parts = [
    ...(schema['x-kubernetes-embedded-resource'] === true ? ['KubeObject'] : []),
    ...(known === undefined ? [] : [known]),
    ...(isOpen ? [`Readonly<Record<string, ${values}>>`] : []),
  ];
  return parts.join(' & ');
}

/** `items` and `additionalProperties` are schemas in structural schemas; what they are otherwise says nothing. */
function schemaOf(value: unknown): V1JSONSchemaProps {
  return isObject(value) ? value : {};
}

function inParentheses(type: string): string {
  return /^\w+$|^Readonly<[^&|]*>$/.test(type) ? type : `(${type})`;
}

function comment({ description }: V1JSONSchemaProps, indent: string): string {
  if (description === undefined) return '';
  const lines = description.replaceAll('*/', '*\\/').trim().split('\n');
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  const inner = lines.map((line) => `${indent} * ${line}`.trimEnd());
  return `${indent}/**\n${inner.join('\n')}\n${indent} */\n`;
}

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

function literal(value: Readonly<Record<string, unknown>>): string {
  const members = Object.entries(value).map(([name, member]) => `  ${name}: ${literalOf(member)},\n`);
  return `{\n${members.join('')}}`;
}

function literalOf(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value);
}

/** As JSON has it, in the quotes of TypeScript. */
function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** Names in one: `network-attachments` is `NetworkAttachments`. */
function identifier(...names: readonly string[]): string {
  return names
    .flatMap((name) => name.split(/[^A-Za-z0-9]+/))
    .map(capitalized)
    .join('');
}

function uncapitalized(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

function capitalized(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
