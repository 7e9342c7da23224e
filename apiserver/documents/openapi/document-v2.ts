import type { ServedResource } from '../../../api/index.ts';
import { describedDefinitions } from './described-definitions.ts';
import { type OperationDescription, type PathDescription, pathsOf } from './operations.ts';
import { type ParameterName, parameters } from './parameters.ts';
import { definitionDocument, referenceTo, type SchemaDocument } from './schema-document.ts';
import { title } from './title.ts';

/** An OpenAPI v2 (Swagger) document: everything that is served, in one. */
export interface DocumentV2 {
  readonly swagger: '2.0';
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, PathV2>>;
  readonly definitions: Readonly<Record<string, SchemaDocument>>;
}

export interface PathV2 {
  readonly get?: OperationV2;
  readonly put?: OperationV2;
  readonly post?: OperationV2;
  readonly delete?: OperationV2;
  readonly patch?: OperationV2;
  readonly parameters: readonly ParameterV2[];
}

export interface OperationV2 {
  readonly description: string;
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
  readonly schemes: readonly string[];
  readonly tags: readonly string[];
  readonly operationId: string;
  readonly parameters: readonly ParameterV2[];
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly schema?: SchemaDocument }>
  >;
  readonly 'x-kubernetes-action': string;
  readonly 'x-kubernetes-group-version-kind': object;
}

export interface ParameterV2 {
  readonly name: string;
  readonly in: 'body' | 'path' | 'query';
  readonly description?: string;
  readonly required?: boolean;
  readonly type?: string;
  readonly uniqueItems?: boolean;
  readonly schema?: SchemaDocument;
}

export function documentV2(resources: readonly ServedResource[]): DocumentV2 {
  const definitions = describedDefinitions(resources).map((described) => [
    described.name,
    definitionDocument(described, 'v2'),
  ]);
  const paths = resources.flatMap(pathsOf).map((described) => [described.path, pathV2(described)]);
  return {
    swagger: '2.0',
    info: title,
    paths: Object.fromEntries(paths.sort(byName)),
    definitions: Object.fromEntries(definitions),
  };
}

function byName([left]: readonly unknown[], [right]: readonly unknown[]): number {
  return String(left) < String(right) ? -1 : 1;
}

function pathV2({ operations, parameters: shared }: PathDescription): PathV2 {
  const methods = operations.map((operation) => [operation.method, operationV2(operation)]);
  return { ...Object.fromEntries(methods), parameters: shared.map(parameterV2) };
}

function operationV2(operation: OperationDescription): OperationV2 {
  return {
    description: operation.description,
    consumes: operation.body === undefined ? ['*/*'] : operation.bodyTypes,
    produces: operation.answerTypes,
    schemes: ['https'],
    tags: [operation.tag],
    operationId: operation.id,
    parameters: [...bodyV2(operation), ...operation.parameters.map(parameterV2)],
    responses: responsesV2(operation),
    'x-kubernetes-action': operation.action,
    'x-kubernetes-group-version-kind': operation.kind,
  };
}

function bodyV2({ body, action }: OperationDescription): readonly ParameterV2[] {
  if (body === undefined) return [];
  const schema = { $ref: referenceTo(body, 'v2') };
  const parameter = { name: 'body', in: 'body', schema } as const;
  return [action.startsWith('delete') ? parameter : { ...parameter, required: true }];
}

function parameterV2(name: ParameterName): ParameterV2 {
  const { in: place, type, description } = parameters[name];
  const parameter = { name, in: place, description, type, uniqueItems: true };
  return place === 'path' ? { ...parameter, required: true } : parameter;
}

const successTexts = { 200: 'OK', 201: 'Created', 202: 'Accepted' };

function responsesV2({ answer, alsoSucceedsWith }: OperationDescription): OperationV2['responses'] {
  const schema = answer === undefined ? {} : { schema: { $ref: referenceTo(answer, 'v2') } };
  const successes = ([200, ...alsoSucceedsWith] as const).map((code) => [
    String(code),
    { description: successTexts[code], ...schema },
  ]);
  return { ...Object.fromEntries(successes), 401: { description: 'Unauthorized' } };
}
