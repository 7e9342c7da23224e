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
type Child = readonly [schema: Props, path: FieldPath, context: SchemaContext];

/**
 * What a schema and all within it may not say; the expressions of rules come after all else. Where it is structural, its
 * rules are looked at, too. Mirrors k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation
 * (ValidateCustomResourceDefinitionOpenAPISchema).
 */
export function openApiErrors(schema: Props, path: FieldPath, isStructural: boolean): FieldError[] {
  const costs = isStructural ? new RuleCosts() : undefined;
  const faults: SchemaFaults = { schema: [], expressions: [] };
  addFaults([schema, path, rootContext], costs, 1n, faults);
  return [...faults.schema, ...faults.expressions, ...(costs?.errors(path) ?? [])];
}

/** What has been found; a definition has thousands of schemas, so all add to the same lists. */
interface SchemaFaults {
  readonly schema: FieldError[];
  readonly expressions: FieldError[];
}

/** `costs`: absent where rules are not looked at. `cardinality`: as often as there may be values; undefined: no limit. */
function addFaults(
  [schema, path, context]: Child,
  costs: RuleCosts | undefined,
  cardinality: bigint | undefined,
  faults: SchemaFaults,
): void {
  const before = faults.schema.length;
  keywordErrors(schema, path, context, faults.schema);
  contradictionErrors(schema, path, faults.schema);
  const times = childCardinality(schema, cardinality);
  for (const child of structuralChildren(schema, path, context)) addFaults(child, costs, times, faults);
  for (const child of branchChildren(schema, path, context)) addFaults(child, undefined, undefined, faults);
  preservationErrors(schema, path, faults.schema);
  mergeTypeErrors(schema, path, faults.schema);
  if (schema['x-kubernetes-validations'] === undefined) return;
  faults.schema.push(...ruleErrors(schema, path));
  // What an expression is told of a schema that is wrong would help nobody.
  if (faults.schema.length > before || costs === undefined) return;
  faults.expressions.push(...expressionErrors(schema, path, context, cardinality, costs));
}

/** How often values of what is within may be in an object. */
function childCardinality(schema: Props, times: bigint | undefined): bigint | undefined {
  if (times === undefined) return undefined;
  const { type, additionalProperties, maxProperties, maxItems } = schema;
  const isMap = type === 'object' && additionalProperties !== undefined;
  if (!isMap && type !== 'array') return times;
  const max = isMap ? maxProperties : maxItems;
  return max === undefined ? undefined : multiplied(times, max > 0 ? BigInt(max) : 0n);
}

const metaFields: ReadonlySet<string> = new Set(['metadata', 'kind', 'apiVersion']);

/** Those of members and items. */
function* structuralChildren(schema: Props, path: FieldPath, context: SchemaContext): Generator<Child> {
  const { properties, additionalProperties, items } = schema;
  const within = inner(context);
  if (isObject(additionalProperties)) {
    const noDefault = 'inside additionalProperties applying to object metadata';
    const inMap = within.insideResourceMeta ? { ...within, noDefault } : within;
    yield [additionalProperties, path.child('additionalProperties'), inMap];
  }
  if (properties !== undefined) {
    const at = path.child('properties');
    const around = keepsPairs(schema) ? context : withoutPairs(context, path);
    for (const [name, member] of Object.entries(properties)) {
      yield [member, at.key(name), memberContext(schema, name, around)];
    }
  }
  if (items === undefined) return;
  const inList = schema['x-kubernetes-list-type'] === 'map' ? within : withoutPairs(within, path);
  if (isObject(items)) yield [items, path.child('items'), inList];
  if (!Array.isArray(items)) return;
  for (const [at, item] of items.entries()) yield [item, path.child('items').index(at), inList];
}

/** Of a type of map that there is not, nobody knows. Mirrors MapIsCorrelatable. */
function keepsPairs({ 'x-kubernetes-map-type': type }: Props): boolean {
  return type === undefined || type === 'granular' || type === 'atomic';
}

/** The context of what is within; most are in one already. */
function inner(context: SchemaContext): SchemaContext {
  return context.isRoot ? { ...context, isRoot: false } : context;
}

function memberContext(schema: Props, name: string, context: SchemaContext): SchemaContext {
  const within = inner(context);
  const isResource = context.isRoot || schema['x-kubernetes-embedded-resource'] === true;
  if (!isResource || !metaFields.has(name)) return within;
  const inside = { ...within, insideResourceMeta: true };
  return context.isRoot ? { ...inside, noDefault: `in top-level ${name}` } : inside;
}

/** Those of alternatives, and of keywords that are refused themselves. */
function* branchChildren(schema: Props, path: FieldPath, context: SchemaContext): Generator<Child> {
  const { not, definitions, dependencies } = schema;
  const within = inner(context);
  if (not !== undefined) yield [not, path.child('not'), within];
  for (const keyword of ['allOf', 'oneOf', 'anyOf'] as const) {
    const branches = schema[keyword];
    if (branches === undefined) continue;
    for (const [at, branch] of branches.entries()) yield [branch, path.child(keyword).index(at), within];
  }
  for (const [name, one] of Object.entries(definitions ?? {})) {
    yield [one, path.child('definitions').key(name), within];
  }
  for (const [name, one] of Object.entries(dependencies ?? {})) {
    if (isObject(one)) yield [one, path.child('dependencies').key(name), within];
  }
}
