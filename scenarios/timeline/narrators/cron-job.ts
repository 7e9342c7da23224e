import { isAt, isWithin, itemsOf } from '../write.ts';
import type { Narrator } from './narrator.ts';
import { narratorOf } from './own-words.ts';

/** How many of its jobs run, and which of several began or ended. */
export const cronJob: Narrator = narratorOf({
  isOwn: (change) => isWithin(change, 'status', 'active'),
  tell: (own) =>
    own.flatMap((change) => {
      const { path, before, after } = change;
      if (isAt(change, 'status', 'active')) return [`active jobs ${itemsOf(before)} -> ${itemsOf(after)}`];
      const job = path[2]?.slice(1, -1) ?? '';
      if (path.length > 3 || (before !== undefined && after !== undefined)) return [];
      return [`Job ${job} ${after === undefined ? 'ended' : 'began'}`];
    }),
});
