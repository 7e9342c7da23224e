import { JqError } from './jq-error.ts';
import {
  compare,
  integerOf,
  isArray,
  isJqObject,
  isNumber,
  type Jq,
  type JqObject,
  member,
  shown,
} from './values.ts';

/** How a value is reached: names of members, numbers of items, `{start, end}` of slices. */
export type Path = readonly Jq[];

/** An array with more items than that is not made by giving one of them. */
const indexMax = 10_000;

/** What is under a key, a number or a slice. */
export function indexed(value: Jq, at: Jq): Jq {
  if (typeof at === 'string') {
    if (value === null) return null;
    if (!isJqObject(value)) throw new JqError(`expected an object but got: ${shown(value)}`);
    return member(value, at);
  }
  if (isNumber(at)) return value === null ? null : itemAt(value, integerOf(at) ?? 0);
  if (isArray(at)) return value === null ? null : placesOf(expectArray(value), at);
  if (isJqObject(at)) return value === null ? null : sliced(value, member(at, 'start'), member(at, 'end'));
  throw new JqError(`expected a string for object key but got: ${shown(at)}`);
}

function itemAt(value: Jq, at: number): Jq {
  const items = typeof value === 'string' ? [...value] : expectArray(value);
  return items[at < 0 ? at + items.length : at] ?? null;
}

function expectArray(value: Jq): readonly Jq[] {
  if (!isArray(value)) throw new JqError(`expected an array but got: ${shown(value)}`);
  return value;
}

/** Where a run of items begins in others. */
export function placesOf(items: readonly Jq[], run: readonly Jq[]): readonly bigint[] {
  const places: bigint[] = [];
  if (run.length === 0) return places;
  const back = restarts(run);
  let matched = 0;
  for (const [at, item] of items.entries()) {
    while (matched > 0 && !isAt(run, matched, item)) matched = back[matched - 1] ?? 0;
    if (isAt(run, matched, item)) matched += 1;
    if (matched === run.length) places.push(BigInt(at + 1 - matched));
  }
  return places;
}

/** For each item how much of the start of the run ends with it: by Knuth, Morris and Pratt, no item is looked at again and again. */
function restarts(run: readonly Jq[]): readonly number[] {
  const back = [0];
  let matched = 0;
  for (const item of run.slice(1)) {
    while (matched > 0 && !isAt(run, matched, item)) matched = back[matched - 1] ?? 0;
    if (isAt(run, matched, item)) matched += 1;
    back.push(matched);
  }
  return back;
}

function isAt(run: readonly Jq[], at: number, item: Jq): boolean {
  const wanted = run[at];
  return wanted !== undefined && compare(item, wanted) === 0;
}

export function sliced(value: Jq, from: Jq, to: Jq): Jq {
  if (value === null) return null;
  if (typeof value === 'string') {
    const chars = [...value];
    const [start, end] = bounds(chars.length, from, to);
    return chars.slice(start, end).join('');
  }
  const items = expectArray(value);
  return items.slice(...bounds(items.length, from, to));
}

function bounds(length: number, from: Jq, to: Jq): [number, number] {
  const start = from === null ? 0 : clamp(bound(from, false), 0, length);
  const end = to === null ? length : clamp(bound(to, true), start, length);
  return [start, end];
}

function bound(value: Jq, up: boolean): number {
  if (!isNumber(value)) throw new JqError(`expected a number for indexing but got: ${shown(value)}`);
  return up ? Math.ceil(Number(value)) : Math.trunc(Number(value));
}

function clamp(at: number, min: number, length: number): number {
  const from = at < 0 ? at + length : at;
  return Math.max(min, Math.min(from, length));
}

export function getPath(value: Jq, path: Path): Jq {
  let at = value;
  for (const key of path) {
    if (at !== null && !isArray(at) && !isJqObject(at)) throw new JqError(`no path into: ${shown(at)}`);
    at = indexed(at, key);
  }
  return at;
}

/** The value with what `change` makes of what is at the path. */
export function changedAt(value: Jq, path: Path, change: (before: Jq) => Jq, from = 0): Jq {
  const key = path[from];
  if (key === undefined) return change(value);
  const inner = (before: Jq) => changedAt(before, path, change, from + 1);
  if (typeof key === 'string') return withMember(value, key, inner);
  if (isNumber(key)) return withItem(value, integerOf(key) ?? 0, inner);
  if (isJqObject(key)) return withSlice(value, key, inner);
  throw new JqError(`expected a string for object key but got: ${shown(key)}`);
}

function withMember(value: Jq, key: string, change: (before: Jq) => Jq): Jq {
  if (value !== null && !isJqObject(value)) throw new JqError(`expected an object but got: ${shown(value)}`);
  const before = value ?? {};
  return { ...before, ...Object.fromEntries([[key, change(member(before, key))]]) };
}

function withItem(value: Jq, at: number, change: (before: Jq) => Jq): Jq {
  const items = value === null ? [] : expectArray(value);
  const place = at < 0 ? at + items.length : at;
  if (place < 0) throw new JqError(`out of bounds index: ${at}`);
  if (place > Math.max(indexMax, items.length)) throw new JqError(`array index too large: ${at}`);
  const changed = [...items];
  while (changed.length < place) changed.push(null);
  changed[place] = change(items[place] ?? null);
  return changed;
}

function withSlice(value: Jq, { start = null, end = null }: JqObject, change: (before: Jq) => Jq): Jq {
  const items = value === null ? [] : expectArray(value);
  const [from, to] = bounds(items.length, start, end);
  return [...items.slice(0, from), ...expectArray(change(items.slice(from, to))), ...items.slice(to)];
}

/** The value without what is at these paths. */
export function withoutPaths(value: Jq, paths: readonly Path[]): Jq {
  // The last ones first, so that none moves another.
  return [...paths].sort((left, right) => compare(right, left)).reduce(withoutPath, value);
}

function withoutPath(value: Jq, path: Path): Jq {
  const [key, ...rest] = path;
  if (key === undefined || value === null) return null;
  if (rest.length > 0) {
    const before = indexed(value, key);
    return before === null ? value : changedAt(value, [key], (inner) => withoutPath(inner, rest));
  }
  if (typeof key === 'string') {
    if (!isJqObject(value)) throw new JqError(`expected an object but got: ${shown(value)}`);
    return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
  }
  const items = expectArray(value);
  if (isNumber(key)) {
    const at = integerOf(key) ?? 0;
    return items.filter((_, place) => place !== (at < 0 ? at + items.length : at));
  }
  if (!isJqObject(key)) throw new JqError(`expected a number for indexing but got: ${shown(key)}`);
  const [from, to] = bounds(items.length, member(key, 'start'), member(key, 'end'));
  return [...items.slice(0, from), ...items.slice(to)];
}
