import { strict as assert } from 'node:assert';
import type { Lease } from './leases.ts';
import { OrderedKeys } from './ordered-keys.ts';
import type { KeyValue } from './store.ts';

/** One write of one key that the log still keeps. Its value is in memory only while `held` is there. */
export interface Version {
  readonly entry: Entry;
  readonly revision: number;
  readonly sub: number;
  readonly createRevision: number;
  /** 0: the key was deleted here. */
  readonly version: number;
  readonly checksum: number;
  /** What its record counts for in the size of the store. */
  readonly bytes: number;
  /** What it goes with. */
  readonly lease: Lease | undefined;
  held: KeyValue | undefined;
}

/** A key and its kept versions. */
export interface Entry {
  readonly key: string;
  /** Undefined only until the first one is appended. */
  newest: Version | undefined;
  /** Those before the newest, oldest first. Most keys have none. */
  older: Version[] | undefined;
}

/**
 * All keys in byte order of UTF-8, each with its kept versions: what a read needs before it knows which records
 * to fetch. Costs some 300 bytes a key and 110 a version.
 */
export class KeyIndex {
  readonly #entries = new Map<string, Entry>();
  readonly #ordered = new OrderedKeys(this.#entries, (a, b) => this.#compare(a, b));
  /** Where a key holds a code unit from U+D800 up, the order of strings and that of their UTF-8 bytes part. */
  #hasHighKeys = false;

  find(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  /** Takes in a key that is not there yet; its first version is to follow. */
  add(key: string): Entry {
    const entry: Entry = { key, newest: undefined, older: undefined };
    this.#hasHighKeys ||= highUnit.test(key);
    this.#entries.set(key, entry);
    this.#ordered.add(key);
    return entry;
  }

  /** Makes a version the newest of its entry. */
  append(version: Version): void {
    const { entry } = version;
    if (entry.newest !== undefined) {
      if (entry.older === undefined) entry.older = [entry.newest];
      else entry.older.push(entry.newest);
    }
    entry.newest = version;
  }

  /** Removes the oldest version of a key, and the key with its last one. */
  drop(version: Version): void {
    const { entry } = version;
    if (entry.older !== undefined) {
      assert(entry.older.shift() === version);
      if (entry.older.length === 0) entry.older = undefined;
      return;
    }
    assert(entry.newest === version);
    this.#entries.delete(entry.key);
    this.#ordered.delete(entry.key);
  }

  /** Calls `visit` with every entry whose key starts with `prefix` and is not before `start`, in order. */
  scan(prefix: string, start: string | undefined, visit: (entry: Entry) => void): void {
    const low = start !== undefined && this.#compare(start, prefix) > 0 ? start : prefix;
    for (const key of this.#ordered.from(low)) {
      if (!key.startsWith(prefix)) return;
      visit(this.#entries.get(key) as Entry);
    }
  }

  #compare(a: string, b: string): number {
    if (this.#hasHighKeys) return compareUtf8(a, b);
    return a < b ? -1 : a > b ? 1 : 0;
  }
}

const highUnit = /[\ud800-\uffff]/;

/** Compares two well-formed strings by the bytes of their UTF-8. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above U+FFFF, so they sort after every other unit. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** The version of a key as of `revision`: the newest one not above it. It may be a deletion. */
export function versionAt(entry: Entry, revision: number): Version | undefined {
  const { newest, older } = entry;
  if (newest === undefined || newest.revision <= revision) return newest;
  if (older === undefined) return undefined;
  let low = 0;
  let high = older.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((older[middle] as Version).revision <= revision) low = middle + 1;
    else high = middle;
  }
  return older[low - 1];
}

/** The version a key had before the one written at `revision`. */
export function versionBefore(entry: Entry, revision: number): Version | undefined {
  return versionAt(entry, revision - 1);
}
