import { getHeapStatistics } from 'node:v8';

/** Mirrors etcd server/storage (DefaultQuotaBytes). */
const quotaBytesMax = 2 * 1024 ** 3;

/**
 * An object is in the heap as text, as an object, and in indexes: up to four and a half times of what it counts for
 * (small ConfigMaps; pods three times). As much again is left to requests and to who watches.
 */
const heapPerByte = 8;

/** What a store may keep so that this process is not ended by the limit of its heap: 518 MiB of Node's usual 4 GiB. */
export function defaultQuotaBytes(): number {
  return Math.min(quotaBytesMax, Math.floor(getHeapStatistics().heap_size_limit / heapPerByte));
}
