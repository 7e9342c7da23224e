/** Containers that no one part owns. They know nothing of Kubernetes, of time or of the world. */
export { AsyncQueue } from './async-queue.ts';
export { Fifo } from './fifo.ts';
export { Heap, type HeapItem } from './heap.ts';
export { LruMap } from './lru-map.ts';
export { RecentMap } from './recent-map.ts';
