import { goJson, parseJson } from '../../../apimachinery/index.ts';
import { FunctionError, type FunctionTable, templateFunction, text } from '../functions.ts';
import { GoFloat, GoTime, type GoValue, goValueOf, isList, isMap, isNil, isTrue } from '../values.ts';

/** Mirrors sprig (defaults.go). */
export const defaultFunctions: FunctionTable = {
  default: templateFunction('any ...any', ([otherwise, given]) => (isTrue(given) ? given : otherwise)),
  empty: templateFunction('any', ([value]) => !isTrue(value)),
  coalesce: templateFunction('...any', (values) => values.find(isTrue) ?? null),
  all: templateFunction('...any', (values) => values.every(isTrue)),
  any: templateFunction('...any', (values) => values.some(isTrue)),
  ternary: templateFunction('any any bool', ([yes, no, holds]) => (holds === true ? yes : no)),
  fromJson: templateFunction('string', ([value]) => jsonOrNil(text(value)) ?? null),
  mustFromJson: templateFunction('string', ([value]) => {
    const found = jsonOrNil(text(value));
    if (found === undefined) throw new FunctionError('invalid character in JSON');
    return found;
  }),
  toJson: templateFunction('any', ([value]) => goJson(plainOf(value))),
  mustToJson: templateFunction('any', ([value]) => goJson(plainOf(value))),
  toPrettyJson: templateFunction('any', ([value]) => pretty(value)),
  mustToPrettyJson: templateFunction('any', ([value]) => pretty(value)),
  toRawJson: templateFunction('any', ([value]) => raw(goJson(plainOf(value)))),
  mustToRawJson: templateFunction('any', ([value]) => raw(goJson(plainOf(value)))),
};

/** A value as JSON has it. */
export function plainOf(value: GoValue): unknown {
  if (isNil(value)) return null;
  if (value instanceof GoFloat) return value.value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof GoTime) return new Date(value.ms).toISOString().replace(/\.?0*Z$/, 'Z');
  if (isList(value)) return value.map(plainOf);
  return isMap(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainOf(inner)]))
    : value;
}

function pretty(value: GoValue): string {
  const sorted: unknown = JSON.parse(goJson(plainOf(value)));
  return JSON.stringify(sorted, undefined, 2).replace(
    /[<>&]/g,
    (char) => `\\u00${char.charCodeAt(0).toString(16)}`,
  );
}

function raw(json: string): string {
  return json.replace(/\\u00(3c|3e|26)/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Its numbers are float64s. */
function jsonOrNil(json: string): GoValue {
  try {
    return withFloats(goValueOf(parseJson(json).value));
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function withFloats(value: GoValue): GoValue {
  if (typeof value === 'number') return new GoFloat(value);
  if (isList(value)) return value.map(withFloats);
  return isMap(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withFloats(inner)]))
    : value;
}
