/**
 * The store keeps revisioned values under string keys and tells watchers what changed: what etcd is to Kubernetes.
 *
 * A transaction is compared and applied in one synchronous step, to a state in memory that is ahead of the disk (the
 * ledger: an index of all keys and their kept versions). What it wrote goes, as records of an append-only log, into
 * the batch that gathers (the commit queue), which is written as soon as the one before it is durable. Then, in this
 * order: the mark beside the log says that it will be acknowledged, the store's revision moves, live watches get
 * their events, and the callers their results. So nobody sees what a crash could take back.
 *
 * Reads of the present come from memory, those of the past (`revision`, a watch from long ago) from the log. Of each
 * key the newest value stays in memory, within a bound; records are kept until a compaction forgets them.
 *
 * What is on disk is checked as a whole when it is opened, and each record again when it is read. A flipped bit, a
 * file that is missing or cut short, a hole in the revisions, and writes that were acknowledged and are not there, are
 * DAMAGED, naming the revision. Not seen: damage to records that were never acknowledged (LevelDB drops a write it
 * cannot read at the end of its log, as after a crash), two pieces of damage that cancel out in a sum of 32 bits, and
 * files exchanged for older ones of the same directory all together. Without `fsync` a power cut may lose what was
 * acknowledged last; that too is seen, and refused.
 *
 * When a write fails (the disk is full, say), nothing more is written, as LevelDB might take it and lose it. Reads and
 * watches go on; each second the store looks for room, opens the log again, checks it, and goes on with what it has.
 *
 * Records that a compaction lets go are removed piece by piece, and LevelDB's files are written again where they hold
 * much that is gone. With a quota, history gives way to live data, and puts are refused when there is no room for them.
 *
 * A directory belongs to one process, by a name of the system's that nobody can delete, and to one user.
 */
export { StoreError, type StoreErrorCode } from './errors.ts';
export { charactersOf, textOf } from './late-text.ts';
export type { LeaseTerm } from './leases.ts';
export type { IteratorOptions, Level, LevelBatch, LevelIterator, LogOperation, LogSnapshot } from './log.ts';
export { openStore, type StoreOptions, type StorePlace } from './open-store.ts';
export { OrderedKeys } from './ordered-keys.ts';
export type { LogRecord, StoredRecord } from './record.ts';
export type {
  Compare,
  EmbeddedStore,
  KeyValue,
  LateText,
  Operation,
  RangeOptions,
  RangeResult,
  Store,
  StoreEvent,
  StoreStatus,
  Transaction,
  TxnResult,
  Watch,
  WatchOptions,
  WatchSink,
} from './store.ts';
export { StoreMemory } from './store-memory.ts';
