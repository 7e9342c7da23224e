/**
 * `homeostat/store`: revisioned values under keys, and watches of them; on disk or in memory.
 *
 * @module homeostat/store
 */
export {
  type Compare,
  type EmbeddedStore,
  type IteratorOptions,
  type KeyValue,
  type LateText,
  type LeaseTerm,
  type Level,
  type LevelBatch,
  type LevelIterator,
  type LogOperation,
  type LogRecord,
  type LogSnapshot,
  type Operation,
  openStore,
  type RangeOptions,
  type RangeResult,
  type Store,
  type StoredRecord,
  StoreError,
  type StoreErrorCode,
  type StoreEvent,
  StoreMemory,
  type StoreOptions,
  type StorePlace,
  type StoreStatus,
  type Transaction,
  type TxnResult,
  type Watch,
  type WatchOptions,
  type WatchSink,
} from './index.ts';
