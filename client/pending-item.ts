import { MergedCauses } from './merged-causes.ts';
import type { ItemState, QueuedItem } from './work-queue.ts';

/** What waits in a work queue, in line or for its time, since when, and what asked for it where somebody reads that. */
export class PendingItem<T> extends MergedCauses implements QueuedItem<T> {
  readonly item: T;
  sinceMs: number;
  priority: number;

  constructor(item: T, sinceMs: number, priority = 0) {
    super();
    this.item = item;
    this.sinceMs = sinceMs;
    this.priority = priority;
  }
}

/** What a queue tells of it. */
export function pendingState<T>(
  { item, sinceMs, asked, causes }: PendingItem<T>,
  nameOf: (item: T) => string,
  state: ItemState['state'],
): ItemState {
  return { item: nameOf(item), state, sinceMs, asked, causes };
}
