import { apiVersionOf, deepFreeze, type KubeObject } from '../../apimachinery/index.ts';
import type { StoredSchema } from '../definitions.ts';
import { isAlwaysPresent } from '../facts/zero-fields.ts';
import { definitionOf, storedDefinition } from '../schemas.ts';
import { goFieldsOf } from './field-facts.ts';

/**
 * What an object of a built-in kind says before anybody has said anything: the zero value of its Go type, as JSON that
 * leaves nothing out but what Go leaves out. Undefined if there is no such kind.
 */
export function zeroObject(type: {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}): KubeObject | undefined {
  const apiVersion = apiVersionOf(type);
  const name = `${apiVersion} ${type.kind}`;
  const before = known.get(name);
  if (before !== undefined) return before;
  const definition = definitionOf(type.group, type.version, type.kind);
  if (definition === undefined) return undefined;
  const zero = deepFreeze({ apiVersion, kind: type.kind, ...zeroStruct(definition) });
  known.set(name, zero);
  return zero;
}

const known = new Map<string, KubeObject>();

/** Read from the table as it is: in a schema all would be made that the fields may hold, and hardly any of them is there. */
function zeroStruct(definition: string): Readonly<Record<string, unknown>> {
  const zero: Record<string, unknown> = {};
  const fields = goFieldsOf(definition);
  for (const [field, stored] of Object.entries(storedDefinition(definition).properties ?? {})) {
    const value = isAlwaysPresent(definition, field) ? zeroValue(stored) : undefined;
    if (value !== undefined) zero[field] = value;
    else if (fields?.get(field)?.isNullable === true) zero[field] = null;
  }
  return zero;
}

function zeroValue({ $ref, type }: StoredSchema): unknown {
  if ($ref === undefined) return zeros[type ?? ''];
  const stored = storedDefinition($ref);
  return stored.properties === undefined ? zeroValue(stored) : zeroStruct($ref);
}

const zeros: Readonly<Record<string, unknown>> = { string: '', integer: 0, number: 0, boolean: false };
