import { isObject } from '../values/plain-json.ts';
import type { Empty } from './decode-walk.ts';

/**
 * An object with what decoding left out of it, as Go has it until it is stored: messages tell an empty list from none.
 * What stands in such a place by now, and what has no place any more, is left alone. The same object without empties.
 */
export function restoreEmpties<Value>(object: Value, empties: readonly Empty[] | undefined): Value {
  return (empties ?? []).reduce<unknown>(
    (made, { path, value }) => placed(made, path, 0, value),
    object,
  ) as Value;
}

function placed(at: unknown, path: Empty['path'], depth: number, value: unknown): unknown {
  if (depth === path.length) return at ?? value;
  const step = path[depth] as string | number;
  if (Array.isArray(at) && typeof step === 'number' && step < at.length) {
    return at.with(step, placed(at[step], path, depth + 1, value));
  }
  if (!isObject(at)) return at;
  const inner = placed(at[step], path, depth + 1, value);
  return inner === at[step] ? at : { ...at, [step]: inner };
}
