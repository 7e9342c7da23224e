import type { StoreError } from './errors.ts';

/**
 * What etcd v3 is to Kubernetes: revisioned values under string keys, one global order of writes.
 *
 * Promised: every committed transaction that wrote gets the next revision, and all its operations share it.
 * Revisions rise, are never reused and never go back, across restarts and compaction too. Nothing is visible
 * (to reads or watches) before it is durable, and what was acknowledged survives `kill -9`. Reads without a
 * revision see every transaction acknowledged before they were asked. Transactions compare and commit in one
 * synchronous step, in call order. A write that failed with an error that is not definite may show up later, whole,
 * as if it had been written then.
 */
export interface Store {
  /**
   * The newest visible revision, as of the call: whoever reads at or after it sees all that was acknowledged before.
   * A new store starts at 1, as etcd does. A promise where the store is asked over a network; whoever goes on at once where
   * it is a number, and waits where it is not, is as fast as can be with both.
   */
  currentRevision(): number | Promise<number>;

  /** How the store is. As fresh as `currentRevision`, and a promise where that is one. */
  status(): StoreStatus | Promise<StoreStatus>;

  /** The value at `revision` (default: now), or undefined. */
  get(key: string, options?: { readonly revision?: number }): Promise<KeyValue | undefined>;

  /** Keys that start with `prefix`, in byte order of UTF-8, as of `revision` (default: now). */
  range(options: RangeOptions): Promise<RangeResult>;

  /**
   * If every compare holds, applies `success`, else `failure` (default: nothing). Resolves once durable.
   * A branch without writes takes no revision. Rejects with the alarm, where that speaks against it.
   */
  txn(transaction: Transaction): Promise<TxnResult>;

  /**
   * Events with a revision above `afterRevision` (default: the present one) on keys that start with `prefix`,
   * in order, each once; all events of one revision arrive in one batch. First replays history, then goes on live without gap or repeat.
   */
  watch(options: WatchOptions, sink: WatchSink): Watch;

  /**
   * A new lease: a time after which the keys that were put with it, and not written since, are deleted, at revisions as
   * any. Not before `ttlMs` have passed; later where the store is opened again, or could not write when the time was over:
   * then it begins again. One that never had a key may be forgotten then. There is no way to end it sooner or to make it longer.
   */
  grantLease(ttlMs: number): number | Promise<number>;

  /** Forgets values superseded or deleted at or before `revision`. COMPACTED if already done, FUTURE_REVISION if not there yet. */
  compact(revision: number): Promise<void>;

  /** Waits for what is in flight, ends all watches, releases the directory. */
  close(): Promise<void>;
}

/** What etcd tells of itself (its maintenance API). */
export interface StoreStatus {
  /** Reads below and watches from below this revision fail with COMPACTED. 0: never compacted. */
  readonly compactedRevision: number;
  /**
   * What is kept, live data and history: characters of keys and values, and a little for each record. Without files and quota
   * late texts count for 1,024 each, whatever their length.
   */
  readonly bytes: number;
  /**
   * Why writes are refused just now; undefined: they are not. NO_SPACE: the disk is full (nothing is written), or the
   * quota is used up (only deletes are). UNAVAILABLE: the disk fails. Reads and watches go on meanwhile, and the store
   * takes writes again by itself as soon as it can.
   */
  readonly alarm: StoreError | undefined;
}

/** A store in this process, which knows at once. */
export interface EmbeddedStore extends Store {
  currentRevision(): number;
  status(): StoreStatus;
  grantLease(ttlMs: number): number;
}

/**
 * A text that is made when it is first asked for: a store without files and quota may never ask. It is the same each time,
 * and well-formed, as what JSON.stringify makes is.
 */
export interface LateText {
  readonly text: string;
  /** Of the text; undefined while it is not made. */
  readonly length?: number | undefined;
}

export interface KeyValue {
  readonly key: string;
  /** The text as it was put. */
  readonly value: string;
  readonly createRevision: number;
  readonly modRevision: number;
  /** 1 on create, plus one a put. */
  readonly version: number;
  /**
   * Whatever the writer gave along with the value (its decoded form, say), handed back by reference while this
   * process still has it. Never stored; undefined after a restart, and whenever the store let go of it. Instead of it a store
   * in memory may hand back the late text that the value was put as.
   */
  readonly attachment?: unknown;
}

export interface RangeOptions {
  readonly prefix: string;
  /** Only keys at or after this one (for paging). */
  readonly start?: string;
  /** At most so many; 0 or absent: all. */
  readonly limit?: number;
  readonly revision?: number;
}

export interface RangeResult {
  readonly items: readonly KeyValue[];
  /** The revision the answer is as of. */
  readonly revision: number;
  /** True if `limit` cut the answer. */
  readonly more: boolean;
  /** All keys in range, whatever the limit. */
  readonly count: number;
}

/** `modRevision: 0` holds when the key does not exist. */
export interface Compare {
  readonly key: string;
  readonly modRevision: number;
}

export type Operation =
  | {
      readonly type: 'put';
      readonly key: string;
      readonly value: string | LateText;
      readonly attachment?: unknown;
      /** With which the key goes, instead of the one it was put with before; absent: with none. NO_LEASE if it is over. */
      readonly lease?: number | undefined;
    }
  | { readonly type: 'delete'; readonly key: string }
  | { readonly type: 'get'; readonly key: string };

export interface Transaction {
  readonly compare?: readonly Compare[];
  readonly success: readonly Operation[];
  readonly failure?: readonly Operation[];
}

export interface TxnResult {
  readonly succeeded: boolean;
  /** The revision of the write, or the newest committed one where nothing was written. */
  readonly revision: number;
  /** One per operation of the branch taken: put: the new KeyValue; get: the present one; delete: the one deleted. */
  readonly results: readonly (KeyValue | undefined)[];
}

export interface StoreEvent {
  readonly type: 'put' | 'delete';
  readonly key: string;
  readonly revision: number;
  /** What is there now; undefined for a delete. */
  readonly current: KeyValue | undefined;
  /** What was there before; undefined for a creation, or if it was compacted away. */
  readonly previous: KeyValue | undefined;
}

export interface WatchOptions {
  readonly prefix: string;
  readonly afterRevision?: number;
}

export interface WatchSink {
  /** One or more revisions, whole, in order. Called synchronously, never within the call of `watch`. */
  events(batch: readonly StoreEvent[]): void;
  /** Asked after each piece of history, before the next is read: resolves when the sink takes it; undefined: at once. */
  ready?(): Promise<void> | undefined;
  /** The last call. An error: a StoreError (COMPACTED, DAMAGED, or what ended the store); none: closed by `cancel` or `close`. */
  end(error?: Error): void;
}

export interface Watch {
  /** No event after this. Idempotent. */
  cancel(): void;
}
