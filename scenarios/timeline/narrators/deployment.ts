import { changesOf, isWithin } from '../write.ts';
import { requestOf, wordsOf } from './any-object.ts';
import { conditionChanges, shownChanges } from './changes.ts';
import type { Narrator } from './narrator.ts';

/** By a reason alone a Deployment says how far a rollout is. */
const tellingReasons = new Set(['NewReplicaSetAvailable', 'ProgressDeadlineExceeded']);

export const deployment: Narrator = {
  tell(write) {
    const changes = changesOf(write);
    const fields = changes.filter((change) => !isWithin(change, 'status', 'conditions'));
    const conditions = changes.filter(
      (change) => isWithin(change, 'status', 'conditions') && !change.path.at(-1)?.endsWith('Time'),
    );
    const shown = [
      ...shownChanges(fields),
      ...conditionChanges(conditions, (reason) => tellingReasons.has(reason)),
    ];
    return { words: wordsOf(write, shown), effect: requestOf(write) };
  },
};
