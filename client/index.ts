/** How an actor sees the world: client-go's parts by their names. */
export type * from './client.ts';
export type * from './informer.ts';
export type * from './work-queue.ts';
