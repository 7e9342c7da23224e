import { isAt, isWithin, valueText } from '../write.ts';
import type { Narrator } from './narrator.ts';
import { narratorOf } from './own-words.ts';

/** How much of each resource is used. */
export const resourceQuota: Narrator = narratorOf({
  isOwn: (change) => isWithin(change, 'status', 'used') || isAt(change, 'status', 'hard'),
  tell: (own) =>
    own.flatMap((change) => {
      const { path, before, after } = change;
      if (isAt(change, 'status', 'used')) return ['counted'];
      const resource = path[2];
      return resource === undefined || path[1] !== 'used'
        ? []
        : [`${resource} ${valueText(before)} -> ${valueText(after)}`];
    }),
});
