import { written } from '../../../protobuf/index.ts';
import type { DocumentV3 } from '../document-v3.ts';
import {
  any,
  body,
  bool,
  choice,
  double,
  each,
  type FieldWriter,
  int64,
  message,
  named,
  orBoolean,
  orReference,
  text,
  within,
} from './field-writers.ts';

/**
 * An OpenAPI v3 document as gnostic's openapi.v3.Document. Mirrors github.com/google/gnostic-models openapiv3
 * (OpenAPIv3.proto), as far as our documents go.
 */
export function documentV3Message(document: DocumentV3): Uint8Array {
  return written((writer) => root(writer, document));
}

/** Of lists and objects only that there is one. */
const defaultValue: FieldWriter = (writer, number, value) => {
  const { length } = writer;
  if (typeof value === 'number' || typeof value === 'bigint') choice(writer, 1, value);
  else if (typeof value === 'boolean') choice(writer, 2, value);
  else if (typeof value === 'string') choice(writer, 3, value);
  writer.message(number, length);
};

const schema: FieldWriter = message(
  () => ({
    nullable: [1, bool],
    externalDocs: [6, message(() => ({ description: [1, text], url: [2, text] }))],
    example: [7, any],
    title: [9, text],
    multipleOf: [10, double],
    maximum: [11, double],
    exclusiveMaximum: [12, bool],
    minimum: [13, double],
    exclusiveMinimum: [14, bool],
    maxLength: [15, int64],
    minLength: [16, int64],
    pattern: [17, text],
    maxItems: [18, int64],
    minItems: [19, int64],
    uniqueItems: [20, bool],
    maxProperties: [21, int64],
    minProperties: [22, int64],
    required: [23, each(text)],
    enum: [24, each(any)],
    type: [25, text],
    allOf: [26, schemas],
    oneOf: [27, schemas],
    anyOf: [28, schemas],
    not: [29, schema],
    items: [30, within(1, schemaOrReference)],
    properties: [31, within(1, named(schemaOrReference))],
    additionalProperties: [32, orBoolean(schemaOrReference)],
    default: [33, defaultValue],
    description: [34, text],
    format: [35, text],
  }),
  36,
);

const schemaOrReference = orReference(schema);
const schemas = each(schemaOrReference);

const content = within(1, named(message(() => ({ schema: [1, schemaOrReference] }))));

const parameter = orReference(
  message(() => ({
    name: [1, text],
    in: [2, text],
    description: [3, text],
    required: [4, bool],
    schema: [10, schemaOrReference],
  })),
);

const requestBody = orReference(
  message(() => ({ description: [1, text], content: [2, content], required: [3, bool] })),
);

const response = orReference(message(() => ({ description: [1, text], content: [3, content] })));

const operation = message(
  () => ({
    tags: [1, each(text)],
    description: [3, text],
    operationId: [5, text],
    parameters: [6, each(parameter)],
    requestBody: [7, requestBody],
    responses: [8, within(2, named(response))],
  }),
  13,
);

const pathItem = message(() => ({
  get: [4, operation],
  put: [5, operation],
  post: [6, operation],
  delete: [7, operation],
  patch: [10, operation],
  parameters: [13, each(parameter)],
}));

const info = message(() => ({ title: [1, text], version: [6, text] }));

const components = message(() => ({ schemas: [1, within(1, named(schemaOrReference))] }));

const root = body({
  openapi: [1, text],
  info: [2, info],
  paths: [4, within(1, named(pathItem))],
  components: [5, components],
});
