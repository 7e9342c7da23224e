import type { Plugin } from '../framework/plugin.ts';

/** Higher priority first, then who has waited longer. Mirrors kubernetes plugins/queuesort (PrioritySort). */
export function prioritySort(): Plugin {
  return {
    name: 'PrioritySort',
    less(a, b) {
      const { priority } = a.info;
      if (priority !== b.info.priority) return priority > b.info.priority;
      return a.timestampMs < b.timestampMs;
    },
  };
}
