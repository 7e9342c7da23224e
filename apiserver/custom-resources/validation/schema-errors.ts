import type { V1JSONSchemaProps } from '../../../api/index.ts';
import { type FieldError, type FieldPath, isObject } from '../../../apimachinery/index.ts';
import { contradictionErrors, keywordErrors, preservationErrors } from './keyword-errors.ts';
import { mergeTypeErrors } from './list-type-rules.ts';
import { ruleErrors } from './rule-errors.ts';
import { type SchemaContext, withoutPairs } from './schema-context.ts';

type Props = V1JSONSchemaProps;

/** A schema within another, where it stands, and in which context. */
export type Child = readonly [schema: Props, path: FieldPath, context: SchemaContext];

/**
 * What a schema and all within it may not say. Mirrors k8s.io/apiextensions-apiserver
 * pkg/apis/apiextensions/validation (ValidateCustomResourceDefinitionOpenAPISchema), but for the expressions of rules.
 */
export function openApiErrors(schema: Props, path: FieldPath, context: SchemaContext): FieldError[] {
  return [
    ...keywordErrors(schema, path, context),
    ...contradictionErrors(schema, path),
    ...[...structuralChildren(schema, path, context), ...branchChildren(schema, path, context)].flatMap(
      (child) => openApiErrors(...child),
    ),
    ...preservationErrors(schema, path),
    ...mergeTypeErrors(schema, path),
    ...ruleErrors(schema, path),
  ];
}

const metaFields: ReadonlySet<string> = new Set(['metadata', 'kind', 'apiVersion']);

/** Those of members and items. */
export function structuralChildren(schema: Props, path: FieldPath, context: SchemaContext): Child[] {
  const { properties = {}, additionalProperties, items } = schema;
  const within = { ...context, isRoot: false };
  const children: Child[] = [];
  if (isObject(additionalProperties)) {
    const noDefault = 'inside additionalProperties applying to object metadata';
    const inMap = within.insideResourceMeta ? { ...within, noDefault } : within;
    children.push([additionalProperties, path.child('additionalProperties'), inMap]);
  }
  for (const [name, member] of Object.entries(properties)) {
    children.push([member, path.child('properties').key(name), memberContext(schema, name, context)]);
  }
  const inList = schema['x-kubernetes-list-type'] === 'map' ? within : withoutPairs(within, path);
  if (isObject(items)) children.push([items, path.child('items'), inList]);
  if (Array.isArray(items)) {
    for (const [at, item] of items.entries()) children.push([item, path.child('items').index(at), inList]);
  }
  return children;
}

function memberContext(schema: Props, name: string, context: SchemaContext): SchemaContext {
  const within = { ...context, isRoot: false };
  const isResource = context.isRoot || schema['x-kubernetes-embedded-resource'] === true;
  if (!isResource || !metaFields.has(name)) return within;
  const inside = { ...within, insideResourceMeta: true };
  return context.isRoot ? { ...inside, noDefault: `in top-level ${name}` } : inside;
}

/** Those of alternatives, and of keywords that are refused themselves. */
function branchChildren(schema: Props, path: FieldPath, context: SchemaContext): Child[] {
  const within = { ...context, isRoot: false };
  const { not, definitions = {}, dependencies = {} } = schema;
  const children: Child[] = not === undefined ? [] : [[not, path.child('not'), within]];
  for (const keyword of ['allOf', 'oneOf', 'anyOf'] as const) {
    for (const [at, branch] of (schema[keyword] ?? []).entries()) {
      children.push([branch, path.child(keyword).index(at), within]);
    }
  }
  for (const [name, one] of Object.entries(definitions)) {
    children.push([one, path.child('definitions').key(name), within]);
  }
  for (const [name, one] of Object.entries(dependencies)) {
    if (isObject(one)) children.push([one, path.child('dependencies').key(name), within]);
  }
  return children;
}
