import type { Change } from '../../../environment/index.ts';
import { changesOf, conditionAfter } from '../write.ts';
import { effectOf, requestOf, wordsOf } from './any-object.ts';
import type { Narrator } from './narrator.ts';

/** How many pods of a job run, and have ended and how; others act on its end. */
export const job: Narrator = {
  tell(write) {
    const end = endOf(changesOf(write));
    return {
      words: wordsOf(write),
      effect: end === undefined ? requestOf(write) : effectOf(write, end),
    };
  },
};

function endOf(changes: readonly Change[]): string | undefined {
  if (conditionAfter(changes, 'Complete') === 'True') return 'complete';
  return conditionAfter(changes, 'Failed') === 'True' ? 'failed' : undefined;
}
