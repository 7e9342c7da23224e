import type { Schema } from '../schema/schema.ts';
import { goQuote } from '../values/go-format.ts';
import { strategicError } from './strategic-errors.ts';

/** How one field takes part in a strategic merge, and the schema of what is below it (of its items for a list). */
export interface PatchField {
  readonly schema: Schema | undefined;
  readonly strategy: string;
  readonly mergeKey: string;
}

/** Go's type of what a schema describes, as far as messages tell. */
export function schemaKind(schema: Schema | undefined): string {
  if (schema === undefined || schema.properties !== undefined || schema.type === undefined) return 'struct';
  if (schema.type === 'object') return 'map';
  return schema.type === 'array' ? 'slice' : schema.type;
}

/** The field that holds an object. Throws as Kubernetes does where the schema has no such field. */
export function lookupObjectField(schema: Schema | undefined, name: string): PatchField {
  const field = lookup(schema, name);
  return { schema: field, strategy: strategyOf(field), mergeKey: field.patchMergeKey ?? '' };
}

/** The field that holds a list. */
export function lookupListField(schema: Schema | undefined, name: string): PatchField {
  const field = lookup(schema, name);
  if (field.type !== undefined && field.type !== 'array') {
    throw strategicError(`expected slice or array type, but got: ${schemaKind(schema)}`);
  }
  if (field.items?.type === 'array') throw strategicError('unexpected slice of slice');
  return { schema: field.items, strategy: strategyOf(field), mergeKey: field.patchMergeKey ?? '' };
}

function lookup(schema: Schema | undefined, name: string): Schema {
  const properties = schema?.properties;
  if (properties !== undefined && Object.hasOwn(properties, name)) return properties[name] as Schema;
  const kind = schemaKind(schema);
  if (kind !== 'struct') {
    throw strategicError(`merging an object in json but data type is not struct, instead is: ${kind}`);
  }
  const struct = schema?.definition?.split('.').at(-1) ?? 'RawExtension';
  throw strategicError(`unable to find api field in struct ${struct} for the json field ${goQuote(name)}`);
}

/** What remains of the strategy without retainKeys, which only says that patches may carry `$retainKeys`. */
function strategyOf({ patchStrategy }: Schema): string {
  if (patchStrategy === undefined || patchStrategy === 'merge' || patchStrategy === 'replace') {
    return patchStrategy ?? '';
  }
  const strategies = patchStrategy.split(',');
  const others = strategies.filter((strategy) => strategy !== 'retainKeys');
  if (strategies.length > 2 || others.length > 1) {
    throw strategicError(`unexpected patch strategy: [${strategies.join(' ')}]`);
  }
  return others[0] ?? '';
}
