import { apiVersionOf, deepFreeze, type KubeObject, type Schema } from '../../apimachinery/index.ts';
import { isAlwaysPresent } from '../facts/zero-fields.ts';
import { schemaFor } from '../schemas.ts';
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
  const schema = schemaFor(type.group, type.version, type.kind);
  if (schema === undefined) return undefined;
  const zero = deepFreeze({ apiVersion, kind: type.kind, ...zeroStruct(schema) });
  known.set(name, zero);
  return zero;
}

const known = new Map<string, KubeObject>();

function zeroStruct({ definition = '', properties = {} }: Schema): Readonly<Record<string, unknown>> {
  const zero: Record<string, unknown> = {};
  const fields = goFieldsOf(definition);
  for (const [field, schema] of Object.entries(properties)) {
    const value = isAlwaysPresent(definition, field) ? zeroValue(schema) : undefined;
    if (value !== undefined) zero[field] = value;
    else if (fields?.get(field)?.isNullable === true) zero[field] = null;
  }
  return zero;
}

function zeroValue(schema: Schema): unknown {
  if (schema.properties !== undefined) return zeroStruct(schema);
  return zeros[schema.type ?? ''];
}

const zeros: Readonly<Record<string, unknown>> = { string: '', integer: 0, number: 0, boolean: false };
