/** The type of a field: a scalar of protobuf, or the name of another message. */
export type FieldType = 'string' | 'bool' | 'int64' | 'double' | MessageName;

/** `[number, type]`, with a third element where the field repeats. */
export type Field = readonly [number: number, type: FieldType, repeated?: 'repeated'];

export type MessageName =
  | 'Document'
  | 'Info'
  | 'Paths'
  | 'NamedPathItem'
  | 'PathItem'
  | 'Operation'
  | 'ParametersItem'
  | 'Parameter'
  | 'BodyParameter'
  | 'NonBodyParameter'
  | 'SimpleParameter'
  | 'PathParameter'
  | 'Responses'
  | 'NamedResponseValue'
  | 'ResponseValue'
  | 'Response'
  | 'SchemaItem'
  | 'Definitions'
  | 'NamedSchema'
  | 'Schema'
  | 'AdditionalPropertiesItem'
  | 'TypeItem'
  | 'ItemsItem'
  | 'Any'
  | 'NamedAny';

const namedAny = 'NamedAny';

/**
 * The messages of an OpenAPI v2 document in protobuf, as far as we write them: numbers and types of fields.
 * Mirrors gnostic's openapi.v2 package (OpenAPIv2.proto); a field that is not here is one we never set.
 */
export const messages: Readonly<Record<MessageName, Readonly<Record<string, Field>>>> = {
  Document: {
    swagger: [1, 'string'],
    info: [2, 'Info'],
    paths: [8, 'Paths'],
    definitions: [9, 'Definitions'],
  },
  Info: { title: [1, 'string'], version: [2, 'string'] },
  Paths: { path: [2, 'NamedPathItem', 'repeated'] },
  NamedPathItem: { name: [1, 'string'], value: [2, 'PathItem'] },
  PathItem: {
    get: [2, 'Operation'],
    put: [3, 'Operation'],
    post: [4, 'Operation'],
    delete: [5, 'Operation'],
    patch: [8, 'Operation'],
    parameters: [9, 'ParametersItem', 'repeated'],
  },
  Operation: {
    tags: [1, 'string', 'repeated'],
    description: [3, 'string'],
    operationId: [5, 'string'],
    produces: [6, 'string', 'repeated'],
    consumes: [7, 'string', 'repeated'],
    parameters: [8, 'ParametersItem', 'repeated'],
    responses: [9, 'Responses'],
    schemes: [10, 'string', 'repeated'],
    vendorExtension: [13, namedAny, 'repeated'],
  },
  ParametersItem: { parameter: [1, 'Parameter'] },
  Parameter: { bodyParameter: [1, 'BodyParameter'], nonBodyParameter: [2, 'NonBodyParameter'] },
  BodyParameter: {
    name: [2, 'string'],
    in: [3, 'string'],
    required: [4, 'bool'],
    schema: [5, 'Schema'],
  },
  NonBodyParameter: {
    queryParameterSubSchema: [3, 'SimpleParameter'],
    pathParameterSubSchema: [4, 'PathParameter'],
  },
  SimpleParameter: {
    required: [1, 'bool'],
    in: [2, 'string'],
    description: [3, 'string'],
    name: [4, 'string'],
    type: [6, 'string'],
    uniqueItems: [20, 'bool'],
  },
  PathParameter: {
    required: [1, 'bool'],
    in: [2, 'string'],
    description: [3, 'string'],
    name: [4, 'string'],
    type: [5, 'string'],
    uniqueItems: [19, 'bool'],
  },
  Responses: { responseCode: [1, 'NamedResponseValue', 'repeated'] },
  NamedResponseValue: { name: [1, 'string'], value: [2, 'ResponseValue'] },
  ResponseValue: { response: [1, 'Response'] },
  Response: { description: [1, 'string'], schema: [2, 'SchemaItem'] },
  SchemaItem: { schema: [1, 'Schema'] },
  Definitions: { additionalProperties: [1, 'NamedSchema', 'repeated'] },
  NamedSchema: { name: [1, 'string'], value: [2, 'Schema'] },
  Schema: {
    ref: [1, 'string'],
    format: [2, 'string'],
    description: [4, 'string'],
    maximum: [7, 'double'],
    minimum: [9, 'double'],
    maxLength: [11, 'int64'],
    minLength: [12, 'int64'],
    pattern: [13, 'string'],
    maxItems: [14, 'int64'],
    minItems: [15, 'int64'],
    required: [19, 'string', 'repeated'],
    enum: [20, 'Any', 'repeated'],
    additionalProperties: [21, 'AdditionalPropertiesItem'],
    type: [22, 'TypeItem'],
    items: [23, 'ItemsItem'],
    properties: [25, 'Definitions'],
    vendorExtension: [31, namedAny, 'repeated'],
  },
  AdditionalPropertiesItem: { schema: [1, 'Schema'] },
  TypeItem: { value: [1, 'string', 'repeated'] },
  ItemsItem: { schema: [1, 'Schema', 'repeated'] },
  Any: { yaml: [2, 'string'] },
  NamedAny: { name: [1, 'string'], value: [2, 'Any'] },
};
