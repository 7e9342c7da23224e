import type { Change, WriteFields } from '../../../environment/index.ts';
import { changesOf, isAt, isWithin } from '../write.ts';
import { effectOf, requestOf, wordsOf } from './any-object.ts';
import { conditionChanges } from './changes.ts';
import type { Narrator, Words } from './narrator.ts';
import { readiness } from './readiness.ts';

const tellingReasons = new Set([
  'KubeletNotReady',
  'KubeletReady',
  'NodeStatusNeverUpdated',
  'NodeStatusUnknown',
]);

/** A node is ready or not, and tainted or not; of one whose Ready changes all other conditions follow from that. */
export const node: Narrator = {
  tell(write) {
    const changes = changesOf(write);
    const ready = readiness(changes);
    const state = write.verb === 'delete' ? undefined : (ready ?? taintedness(changes));
    return {
      words: ready === undefined ? wordsOf(write) : readyWords(write, changes),
      effect: state === undefined ? requestOf(write) : effectOf(write, state),
    };
  },
};

function readyWords(write: WriteFields, changes: readonly Change[]): Words | undefined {
  const ready = changes.filter((change) => isWithin(change, 'status', 'conditions', '[Ready]'));
  return wordsOf(
    write,
    conditionChanges(ready, (reason) => tellingReasons.has(reason)),
  );
}

function taintedness(changes: readonly Change[]): string | undefined {
  const taint = changes.find((change) => isWithin(change, 'spec', 'taints'));
  if (taint === undefined) return undefined;
  return taint.after === undefined && isAt(taint, 'spec', 'taints') ? 'untainted' : 'tainted';
}
