import { isObject } from '../values/plain-json.ts';
import type { Empty } from './decode-walk.ts';

/**
 * An object with what decoding left out of it, as Go has it until it is stored: messages tell an empty list from none.
 * What stands in such a place by now, and what has no place any more, is left alone. The same object without empties.
 */
export function restoreEmpties<Value>(object: Value, empties: readonly Empty[] | undefined): Value {
  return withEmpties(object, empties, (at) => at === undefined || at === null);
}

/** Only what JSON says as null where there is none: so much of it has an owner. */
export function restoreShown<Value>(object: Value, empties: readonly Empty[] | undefined): Value {
  return withEmpties(object, empties, (at) => at === null);
}

type Test = (at: unknown) => boolean;

function withEmpties<Value>(object: Value, empties: readonly Empty[] = [], isPlace: Test): Value {
  return empties.reduce<unknown>((made, empty) => placed(made, empty, 0, isPlace), object) as Value;
}

function placed(at: unknown, empty: Empty, depth: number, isPlace: Test): unknown {
  const { path, value } = empty;
  if (depth === path.length) return isPlace(at) ? value : at;
  const step = path[depth] as string | number;
  if (Array.isArray(at) && typeof step === 'number' && step < at.length) {
    return at.with(step, placed(at[step], empty, depth + 1, isPlace));
  }
  if (!isObject(at)) return at;
  const inner = placed(at[step], empty, depth + 1, isPlace);
  return inner === at[step] ? at : { ...at, [step]: inner };
}
