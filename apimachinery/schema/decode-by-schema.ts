import { compareStrings } from '../values/go-format.ts';
import { isBuiltIn } from './compile-once.ts';
import { type DecodeWalk, type Empty, isContainer, walk } from './decode-walk.ts';
import type { Schema } from './schema.ts';
import { nodeOf } from './schema-node.ts';

export interface Pruned {
  /** The input itself when nothing was dropped. */
  readonly value: unknown;
  /** Paths of the unknown members that were dropped: `spec.template.spec.containers[0].imagee`. */
  readonly unknown: readonly string[];
  /** Whether a value is of another type than the schema says. Told of built-in kinds; `goDecodeError` says which. */
  readonly misfits: boolean;
  /** What Go knows of until it stores the object, and is left out here. Told of built-in kinds. */
  readonly empties: readonly Empty[] | undefined;
}

/**
 * Drops the members the schema does not know and names them, as decoding does. Values that can be anything are not
 * entered. `preserveUnknownFields` keeps unknown members, `embeddedResource` keeps apiVersion, kind and metadata: set
 * it on the root of a custom resource's schema, which does not describe them.
 * Mirrors k8s.io/apiextensions-apiserver pkg/apiserver/schema/pruning, and for built-in kinds the strict decoder of
 * sigs.k8s.io/json: names come in the order they were met; for custom ones sorted.
 */
export function pruneUnknown(schema: Schema, value: unknown): Pruned {
  return decode(schema, value, true, false);
}

/**
 * The value without null members that the schema knows and that are not nullable. Of built-in kinds it is without all
 * that Go leaves out when it is empty, with null where Go writes that, and their nulls in lists and maps become the zero
 * of their type. Null items of custom lists, all that is within values that can be anything, and nulls of custom kinds
 * that a default is going to replace stay. The value itself when there are none.
 * Mirrors what Go does to a built-in type; for custom ones, schema/defaulting (PruneNonNullableNullsWithoutDefaults).
 */
export function dropNulls(schema: Schema, value: unknown): unknown {
  return decode(schema, value, false, true).value;
}

/**
 * Both in one walk, which is what a body goes through first. Members that are the very ones of `decoded`, a value of the
 * schema that was decoded before, are not entered.
 */
export function decodeBySchema(schema: Schema, value: unknown, decoded?: object): Pruned {
  return decode(schema, value, true, true, decoded);
}

function decode(
  schema: Schema,
  value: unknown,
  dropsUnknown: boolean,
  dropsNulls: boolean,
  before?: object,
): Pruned {
  const builtIn = isBuiltIn(schema);
  const to: DecodeWalk = {
    dropsUnknown,
    dropsNulls,
    entersMisfits: !builtIn,
    path: [],
    unknown: [],
    empties: undefined,
    misfits: !isContainer(value),
  };
  const decoded = isContainer(value) ? walk(nodeOf(schema), value, to, before) : value;
  if (to.unknown.length > 1 && !builtIn) to.unknown.sort(compareStrings);
  return { value: decoded, unknown: to.unknown, misfits: to.misfits && builtIn, empties: to.empties };
}
