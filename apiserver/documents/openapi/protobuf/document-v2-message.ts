import { written } from '../../../protobuf/index.ts';
import type { DocumentV2, ParameterV2 } from '../document-v2.ts';
import {
  any,
  body,
  bool,
  double,
  each,
  type FieldWriter,
  int64,
  message,
  named,
  orBoolean,
  text,
  within,
} from './field-writers.ts';

/**
 * An OpenAPI v2 document as gnostic's openapi.v2.Document. Mirrors github.com/google/gnostic-models openapiv2
 * (OpenAPIv2.proto), as far as our documents go.
 */
export function documentV2Message(document: DocumentV2): Uint8Array {
  return written((writer) => root(writer, document));
}

const schema: FieldWriter = message(
  () => ({
    $ref: [1, text],
    format: [2, text],
    title: [3, text],
    description: [4, text],
    default: [5, any],
    multipleOf: [6, double],
    maximum: [7, double],
    exclusiveMaximum: [8, bool],
    minimum: [9, double],
    exclusiveMinimum: [10, bool],
    maxLength: [11, int64],
    minLength: [12, int64],
    pattern: [13, text],
    maxItems: [14, int64],
    minItems: [15, int64],
    uniqueItems: [16, bool],
    maxProperties: [17, int64],
    minProperties: [18, int64],
    required: [19, each(text)],
    enum: [20, each(any)],
    additionalProperties: [21, orBoolean(schema)],
    type: [22, within(1, text)],
    items: [23, within(1, schema)],
    properties: [25, within(1, named(schema))],
    example: [30, any],
  }),
  31,
);

const common = { required: [1, bool], in: [2, text], description: [3, text], name: [4, text] } as const;

const pathParameter = message(() => ({ ...common, type: [5, text], uniqueItems: [19, bool] }));

const queryParameter = message(() => ({ ...common, type: [6, text], uniqueItems: [20, bool] }));

const bodyParameter = message(() => ({
  description: [1, text],
  name: [2, text],
  in: [3, text],
  required: [4, bool],
  schema: [5, schema],
}));

const parameters = {
  body: within(1, within(1, bodyParameter)),
  path: within(1, within(2, within(4, pathParameter))),
  query: within(1, within(2, within(3, queryParameter))),
};

const parameter: FieldWriter = (writer, number, value) =>
  parameters[(value as ParameterV2).in](writer, number, value);

const response = message(() => ({ description: [1, text], schema: [2, within(1, schema)] }));

const operation = message(
  () => ({
    tags: [1, each(text)],
    description: [3, text],
    operationId: [5, text],
    produces: [6, each(text)],
    consumes: [7, each(text)],
    parameters: [8, each(parameter)],
    responses: [9, within(1, named(within(1, response)))],
    schemes: [10, each(text)],
  }),
  13,
);

const pathItem = message(() => ({
  get: [2, operation],
  put: [3, operation],
  post: [4, operation],
  delete: [5, operation],
  patch: [8, operation],
  parameters: [9, each(parameter)],
}));

const info = message(() => ({ title: [1, text], version: [2, text] }));

const root = body({
  swagger: [1, text],
  info: [2, info],
  paths: [8, within(2, named(pathItem))],
  definitions: [9, within(1, named(schema))],
});
