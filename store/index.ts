/**
 * The store keeps revisioned values under string keys and tells watchers what changed: what etcd is to Kubernetes.
 */
export { StoreError, type StoreErrorCode } from './errors.ts';
export { openStore, type StoreOptions, type StorePlace } from './open-store.ts';
export type {
  Compare,
  KeyValue,
  Operation,
  RangeOptions,
  RangeResult,
  Store,
  StoreEvent,
  Transaction,
  TxnResult,
  Watch,
  WatchOptions,
  WatchSink,
} from './store.ts';
export { StoreMemory } from './store-memory.ts';
