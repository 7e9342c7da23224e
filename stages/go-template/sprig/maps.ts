import { setMember } from '../../../apimachinery/index.ts';
import { FunctionError, type FunctionTable, map, templateFunction, text } from '../functions.ts';
import { entryOf, type GoMap, type GoValue, isList, isMap, isNil, isTrue, keysOf } from '../values.ts';
import { textOf } from './texts.ts';

/** Mirrors sprig (dict.go). Where Go takes keys in any order, they come in their own. */
export const mapFunctions: FunctionTable = {
  dict: templateFunction('...any', (values) => {
    const made: Record<string, GoValue> = {};
    for (let at = 0; at < values.length; at += 2)
      setMember(made, textOf(values[at]), at + 1 < values.length ? values[at + 1] : '');
    return made;
  }),
  get: templateFunction('map string', ([from, key]) => {
    const found = entryOf(map(from), text(key));
    return found === undefined ? '' : found;
  }),
  set: templateFunction('map string any', ([into, key, value]) => {
    setMember(writable(into), text(key), value);
    return into;
  }),
  unset: templateFunction('map string', ([from, key]) => {
    delete writable(from)[text(key)];
    return from;
  }),
  hasKey: templateFunction('map string', ([from, key]) => Object.hasOwn(map(from), text(key))),
  pluck: templateFunction('string ...map', ([key, ...maps]) =>
    maps.filter((one) => Object.hasOwn(map(one), text(key))).map((one) => entryOf(map(one), text(key))),
  ),
  keys: templateFunction('...map', (maps) => maps.flatMap((one) => keysOf(map(one)))),
  values: templateFunction('map', ([from]) => keysOf(map(from)).map((key) => entryOf(map(from), key))),
  pick: templateFunction('map ...string', ([from, ...keys]) =>
    filtered(map(from), (key) => keys.includes(key)),
  ),
  omit: templateFunction('map ...string', ([from, ...keys]) =>
    filtered(map(from), (key) => !keys.includes(key)),
  ),
  merge: templateFunction('map ...map', merge(false)),
  mustMerge: templateFunction('map ...map', merge(false)),
  mergeOverwrite: templateFunction('map ...map', merge(true)),
  mustMergeOverwrite: templateFunction('map ...map', merge(true)),
  dig: templateFunction('...any', (values) => dig(values)),
  deepCopy: templateFunction('any', deepCopy),
  mustDeepCopy: templateFunction('any', deepCopy),
};

/** A template that changes maps is given copies of data. */
function writable(value: GoValue): Record<string, GoValue> {
  return map(value) as Record<string, GoValue>;
}

function filtered(from: GoMap, keeps: (key: string) => boolean): GoMap {
  return Object.fromEntries(Object.entries(from).filter(([key]) => keeps(key)));
}

function merge(overwrites: boolean) {
  return ([into, ...sources]: readonly GoValue[]): GoValue => {
    for (const source of sources) mergeInto(writable(into), map(source), overwrites);
    return into;
  };
}

/** Mirrors mergo: what is empty counts as not there. */
function mergeInto(into: Record<string, GoValue>, from: GoMap, overwrites: boolean): void {
  for (const [key, value] of Object.entries(from)) {
    const before = entryOf(into, key);
    if (isMap(before) && !isList(before) && isMap(value) && !isList(value))
      mergeInto(before as Record<string, GoValue>, value, overwrites);
    else if (overwrites ? isTrue(value) || before === undefined : !isTrue(before))
      setMember(into, key, value);
  }
}

function dig(values: readonly GoValue[]): GoValue {
  if (values.length < 3) throw new FunctionError('dig needs at least three arguments');
  const keys = values.slice(0, -2);
  let at: GoValue = values.at(-1);
  for (const key of keys) {
    if (!isMap(at) || isList(at) || typeof key !== 'string')
      throw new FunctionError('interface conversion: interface {} is not map[string]interface {}');
    if (!Object.hasOwn(at, key)) return values.at(-2);
    at = entryOf(at, key);
  }
  return at;
}

function deepCopy([value]: readonly GoValue[]): GoValue {
  if (isNil(value)) throw new FunctionError('deepCopy of nothing');
  return copied(value);
}

export function copied(value: GoValue): GoValue {
  if (isList(value)) return value.map(copied);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copied(inner)]));
}
