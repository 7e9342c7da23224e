import { isCustom, type ServedResource } from '../../../api/index.ts';
import { describedDefinitions } from './described-definitions.ts';
import { type OperationDescription, type PathDescription, pathsOf } from './operations.ts';
import { type ParameterName, parameters } from './parameters.ts';
import { definitionDocument, referenceTo, type SchemaDocument } from './schema-document.ts';
import { customTitle, title } from './title.ts';

/** An OpenAPI v3 document: the resources of one group version. */
export interface DocumentV3 {
  readonly openapi: '3.0.0';
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, PathV3>>;
  readonly components: { readonly schemas: Readonly<Record<string, SchemaDocument>> };
}

export interface PathV3 {
  readonly get?: OperationV3;
  readonly put?: OperationV3;
  readonly post?: OperationV3;
  readonly delete?: OperationV3;
  readonly patch?: OperationV3;
  readonly parameters: readonly ParameterV3[];
}

export interface OperationV3 {
  readonly tags: readonly string[];
  readonly description: string;
  readonly operationId: string;
  readonly parameters?: readonly ParameterV3[];
  readonly requestBody?: { readonly content: Content; readonly required?: boolean };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
  readonly 'x-kubernetes-action': string;
  readonly 'x-kubernetes-group-version-kind': object;
}

export interface ParameterV3 {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly description: string;
  readonly required?: boolean;
  readonly schema: { readonly type: string; readonly uniqueItems: boolean };
}

/** A schema under each media type. */
type Content = Readonly<Record<string, { readonly schema: SchemaDocument }>>;

/** `resources` are those of one group version. */
export function documentV3(resources: readonly ServedResource[]): DocumentV3 {
  const schemas = describedDefinitions(resources).map((described) => [
    described.name,
    definitionDocument(described, 'v3'),
  ]);
  const paths = resources.flatMap(pathsOf).map((described) => [described.path, pathV3(described)]);
  return {
    openapi: '3.0.0',
    info: resources.every(isCustom) ? customTitle : title,
    paths: Object.fromEntries(paths),
    components: { schemas: Object.fromEntries(schemas) },
  };
}

function pathV3({ operations, parameters: shared }: PathDescription): PathV3 {
  const methods = operations.map((operation) => [operation.method, operationV3(operation)]);
  return { ...Object.fromEntries(methods), parameters: shared.map(parameterV3) };
}

function operationV3(operation: OperationDescription): OperationV3 {
  const own = operation.parameters.map(parameterV3);
  const body = bodyV3(operation);
  return {
    tags: [operation.tag],
    description: operation.description,
    operationId: operation.id,
    ...(own.length === 0 ? {} : { parameters: own }),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: responsesV3(operation),
    'x-kubernetes-action': operation.action,
    'x-kubernetes-group-version-kind': operation.kind,
  };
}

function bodyV3({ body, bodyTypes, action }: OperationDescription): OperationV3['requestBody'] {
  if (body === undefined) return undefined;
  const content = contentOf(body, action === 'patch' ? bodyTypes : ['*/*']);
  return action.startsWith('delete') ? { content } : { content, required: true };
}

function parameterV3(name: ParameterName): ParameterV3 {
  const { in: place, type, description } = parameters[name];
  const schema = { type, uniqueItems: true };
  if (place === 'path') return { name, in: place, description, required: true, schema };
  return { name, in: place, description, schema };
}

const successTexts = { 200: 'OK', 201: 'Created', 202: 'Accepted' };

function responsesV3({
  answer,
  answerTypes,
  alsoSucceedsWith,
}: OperationDescription): OperationV3['responses'] {
  const content = answer === undefined ? {} : { content: contentOf(answer, answerTypes) };
  const successes = ([200, ...alsoSucceedsWith] as const).map((code) => [
    String(code),
    { description: successTexts[code], ...content },
  ]);
  return { ...Object.fromEntries(successes), 401: { description: 'Unauthorized' } };
}

function contentOf(definition: string, types: readonly string[]): Content {
  const schema = { $ref: referenceTo(definition, 'v3') };
  return Object.fromEntries(types.map((type) => [type, { schema }]));
}
