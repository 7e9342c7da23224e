import { isAt, valueText } from '../write.ts';
import type { Narrator } from './narrator.ts';
import { narratorOf } from './own-words.ts';

const revisions = ['currentReplicas', 'currentRevision', 'updateRevision'];

/** Which revision is rolled out, and when that is done; how many pods have it the count of updated ones says. */
export const statefulSet: Narrator = narratorOf({
  isOwn: (change) => revisions.some((field) => isAt(change, 'status', field)),
  tell: (own) =>
    own.flatMap((change) => {
      const { before, after } = change;
      if (before === undefined || before === '') return [];
      if (isAt(change, 'status', 'updateRevision'))
        return [`revision ${valueText(before)} -> ${valueText(after)}`];
      return isAt(change, 'status', 'currentRevision') ? [`revision ${valueText(after)} rolled out`] : [];
    }),
});
