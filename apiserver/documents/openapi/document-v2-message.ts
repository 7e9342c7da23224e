import { writeYaml } from '../../../apimachinery/index.ts';
import type { DocumentV2, OperationV2, ParameterV2, PathV2 } from './document-v2.ts';
import type { Message } from './encode-message.ts';
import type { SchemaDocument } from './schema-document.ts';

/** An OpenAPI v2 document as gnostic's Document message: maps become lists of names and values, and so on. */
export function documentMessage({ swagger, info, paths, definitions }: DocumentV2): Message {
  return {
    swagger,
    info,
    paths: { path: named(paths, pathMessage) },
    definitions: { additionalProperties: named(definitions, schemaMessage) },
  };
}

function named<T>(values: Readonly<Record<string, T>>, message: (value: T) => Message): readonly Message[] {
  return Object.entries(values).map(([name, value]) => ({ name, value: message(value) }));
}

function pathMessage({ parameters, ...operations }: PathV2): Message {
  const methods = Object.entries(operations).map(([method, operation]) => [
    method,
    operationMessage(operation),
  ]);
  return { ...Object.fromEntries(methods), parameters: parameters.map(parameterMessage) };
}

function operationMessage(operation: OperationV2): Message {
  const responses = named(operation.responses, ({ description, schema }) => ({
    response: { description, schema: schema === undefined ? undefined : { schema: schemaMessage(schema) } },
  }));
  return {
    ...operation,
    parameters: operation.parameters.map(parameterMessage),
    responses: { responseCode: responses },
    vendorExtension: extensions({ ...operation }),
  };
}

function parameterMessage(parameter: ParameterV2): Message {
  const { schema } = parameter;
  if (schema !== undefined) {
    return { parameter: { bodyParameter: { ...parameter, schema: schemaMessage(schema) } } };
  }
  const kind = parameter.in === 'path' ? 'pathParameterSubSchema' : 'queryParameterSubSchema';
  return { parameter: { nonBodyParameter: { [kind]: { ...parameter } } } };
}

function schemaMessage(schema: SchemaDocument): Message {
  const { $ref, type, items, additionalProperties, properties, enum: choices } = schema as KnownSchema;
  return {
    ...schema,
    ref: $ref,
    type: type === undefined ? undefined : { value: [type] },
    items: items === undefined ? undefined : { schema: [schemaMessage(items)] },
    additionalProperties:
      additionalProperties === undefined ? undefined : { schema: schemaMessage(additionalProperties) },
    properties:
      properties === undefined ? undefined : { additionalProperties: named(properties, schemaMessage) },
    enum: choices?.map(anyMessage),
    vendorExtension: extensions(schema),
  };
}

/** The keywords whose values are not simply written down. */
interface KnownSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly items?: SchemaDocument;
  readonly additionalProperties?: SchemaDocument;
  readonly properties?: Readonly<Record<string, SchemaDocument>>;
  readonly enum?: readonly unknown[];
}

function extensions(values: Readonly<Record<string, unknown>>): readonly Message[] {
  return Object.entries(values)
    .filter(([name]) => name.startsWith('x-'))
    .map(([name, value]) => ({ name, value: anyMessage(value) }));
}

function anyMessage(value: unknown): Message {
  return { yaml: writeYaml(value) };
}
