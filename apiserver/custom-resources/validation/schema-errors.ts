import type { V1JSONSchemaProps } from '../../../api/index.ts';
import { type FieldError, type FieldPath, isObject } from '../../../apimachinery/index.ts';
import { expressionErrors } from './expression-errors.ts';
import { contradictionErrors, keywordErrors, preservationErrors } from './keyword-errors.ts';
import { mergeTypeErrors } from './list-type-rules.ts';
import { multiplied, RuleCosts } from './rule-costs.ts';
import { ruleErrors } from './rule-errors.ts';
import { rootContext, type SchemaContext, withoutPairs } from './schema-context.ts';

type Props = V1JSONSchemaProps;

/** A schema within another, where it stands, and in which context. */
export type Child = readonly [schema: Props, path: FieldPath, context: SchemaContext];

/** What is wrong with a schema: what it says, and the expressions of its rules, which come after all else. */
interface SchemaFaults {
  readonly schema: FieldError[];
  readonly expressions: FieldError[];
}

/**
 * What a schema and all within it may not say. Where it is structural, its rules are looked at, too.
 * Mirrors k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation
 * (ValidateCustomResourceDefinitionOpenAPISchema).
 */
export function openApiErrors(schema: Props, path: FieldPath, isStructural: boolean): FieldError[] {
  const costs = isStructural ? new RuleCosts() : undefined;
  const faults = faultsOf([schema, path, rootContext], costs, 1n);
  return [...faults.schema, ...faults.expressions, ...(costs?.errors(path) ?? [])];
}

/** `costs`: absent where rules are not looked at. `cardinality`: as often as there may be values; undefined: no limit. */
function faultsOf(
  [schema, path, context]: Child,
  costs: RuleCosts | undefined,
  cardinality: bigint | undefined,
): SchemaFaults {
  const times = childCardinality(schema, cardinality);
  const within = [
    ...structuralChildren(schema, path, context).map((child) => faultsOf(child, costs, times)),
    ...branchChildren(schema, path, context).map((child) => faultsOf(child, undefined, undefined)),
  ];
  const own = [
    ...keywordErrors(schema, path, context),
    ...contradictionErrors(schema, path),
    ...within.flatMap((one) => one.schema),
    ...preservationErrors(schema, path),
    ...mergeTypeErrors(schema, path),
    ...ruleErrors(schema, path),
  ];
  const expressions = within.flatMap((one) => one.expressions);
  // What an expression is told of a schema that is wrong would help nobody.
  if (own.length === 0 && costs !== undefined) {
    expressions.push(...expressionErrors(schema, path, context, cardinality, costs));
  }
  return { schema: own, expressions };
}

/** How often values of what is within may be in an object. */
function childCardinality(schema: Props, times: bigint | undefined): bigint | undefined {
  if (times === undefined) return undefined;
  const { type, additionalProperties, maxProperties, maxItems } = schema;
  const isMap = type === 'object' && additionalProperties !== undefined;
  if (!isMap && type !== 'array') return times;
  const max = isMap ? maxProperties : maxItems;
  return max === undefined ? undefined : multiplied(times, BigInt(Math.max(max, 0)));
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
