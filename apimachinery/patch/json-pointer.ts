import {
  isList,
  isObject,
  jsonDepthMax,
  nesting,
  type PlainObject,
  setMember,
} from '../values/plain-json.ts';
import { PatchError } from './patch-error.ts';

/**
 * A document on its way to the next revision. Containers are copied when first written to and in place after that, so
 * a long patch to one list costs one copy. `owned` are the copies.
 */
export interface Draft {
  root: unknown;
  readonly owned: Set<unknown>;
  /** Bytes of JSON that `copy` operations have added. */
  copiedBytes: number;
}

/** One member of a container that exists. The operations throw PatchError 422 when the member does not allow them. */
export interface Place {
  readonly key: string;
  /** Undefined for a member an object does not have. */
  get(): unknown;
  set(value: unknown): void;
  add(value: unknown): void;
  remove(): void;
}

/**
 * The place a JSON pointer names, or undefined where its container does not exist. What comes before the first slash
 * is ignored, as evanphx/json-patch does.
 */
export function containerAt(draft: Draft, pointer: string): Place | undefined {
  const parts = pointer.split('/').slice(1).map(unescapeToken);
  const key = parts.pop();
  if (key === undefined) return undefined;
  let current = draft.root;
  for (const part of parts) {
    current = step(current, part);
    if (!isObject(current) && !isList(current)) return undefined;
  }
  if (!isObject(current) && !isList(current)) return undefined;
  return isList(current) ? listPlace(draft, parts, key, current) : objectPlace(draft, parts, key, current);
}

function unescapeToken(token: string): string {
  return token.includes('~') ? token.replace(/~[01]/g, (escaped) => (escaped === '~1' ? '/' : '~')) : token;
}

function step(container: unknown, key: string): unknown {
  if (isObject(container)) return Object.hasOwn(container, key) ? container[key] : undefined;
  if (!isList(container)) return undefined;
  const index = parseIndex(key);
  if (typeof index === 'string') return undefined;
  return container[index < 0 ? index + container.length : index];
}

function objectPlace(draft: Draft, parents: readonly string[], key: string, seen: PlainObject): Place {
  const write = (value: unknown): void => {
    checkDepth(parents, value);
    setMember(own(draft, parents) as Record<string, unknown>, key, value);
  };
  return {
    key,
    get: () => (Object.hasOwn(seen, key) ? seen[key] : undefined),
    set: write,
    add: write,
    remove() {
      if (!Object.hasOwn(seen, key)) {
        throw new PatchError(422, `Unable to remove nonexistent key: ${key}: missing value`);
      }
      delete (own(draft, parents) as Record<string, unknown>)[key];
    },
  };
}

function listPlace(draft: Draft, parents: readonly string[], key: string, seen: readonly unknown[]): Place {
  const list = (): unknown[] => own(draft, parents) as unknown[];
  return {
    key,
    get: () => seen[existingIndex(seen, key)],
    set(value) {
      checkDepth(parents, value);
      list()[existingIndex(seen, key)] = value;
    },
    add(value) {
      checkDepth(parents, value);
      const index = key === '-' ? seen.length : insertionIndex(seen, key);
      list().splice(index, 0, value);
    },
    remove() {
      const index = existingIndex(seen, key);
      list().splice(index, 1);
    },
  };
}

/** A patch could otherwise nest a document deeper with each operation, deeper than any body may be. */
function checkDepth(parents: readonly string[], value: unknown): void {
  const room = jsonDepthMax - parents.length - 1;
  if (typeof value === 'object' && nesting(value, room + 1) > room) {
    throw new PatchError(422, 'exceeded max depth');
  }
}

function existingIndex(list: readonly unknown[], key: string): number {
  const index = parseIndex(key);
  if (typeof index === 'string') throw new PatchError(422, index);
  if (index >= list.length || index < -list.length) throw outOfRange(index);
  return index < 0 ? index + list.length : index;
}

function insertionIndex(list: readonly unknown[], key: string): number {
  const index = parseIndex(key);
  const slots = list.length + 1;
  if (typeof index === 'string') {
    throw new PatchError(422, `value was not a proper array index: '${key}': ${index}`);
  }
  if (index >= slots || index < -slots) throw outOfRange(index);
  return index < 0 ? index + slots : index;
}

function outOfRange(index: number): PatchError {
  return new PatchError(422, `Unable to access invalid index: ${index}: invalid index referenced`);
}

/** An index as Go's strconv.Atoi reads one (a sign and leading zeros are fine), or the text of its error. */
function parseIndex(key: string): number | string {
  const quoted = JSON.stringify(key);
  if (!/^[+-]?[0-9]+$/.test(key)) return `strconv.Atoi: parsing ${quoted}: invalid syntax`;
  const index = Number(key);
  if (Math.abs(index) >= 2 ** 63) return `strconv.Atoi: parsing ${quoted}: value out of range`;
  return index === 0 ? 0 : index;
}

/** The container at `path`, made ours together with all that lead to it. The path exists: containerAt walked it. */
function own(draft: Draft, path: readonly string[]): unknown[] | Record<string, unknown> {
  draft.root = copyOnce(draft, draft.root);
  let current = draft.root as unknown[] | Record<string, unknown>;
  for (const key of path) {
    const copy = copyOnce(draft, step(current, key));
    if (isList(current)) current[existingIndex(current, key)] = copy;
    else setMember(current, key, copy);
    current = copy as unknown[] | Record<string, unknown>;
  }
  return current;
}

function copyOnce(draft: Draft, container: unknown): unknown {
  if (draft.owned.has(container)) return container;
  const copy = isList(container) ? [...container] : { ...(container as PlainObject) };
  draft.owned.add(copy);
  return copy;
}
