import type { Change, WriteFields } from '../../../environment/index.ts';
import { changesOf, isAt, isWithin, nameOf, valueText } from '../write.ts';
import { effectOf, requestOf, wordsOf } from './any-object.ts';
import type { Narrator, Words } from './narrator.ts';
import { type OwnWords, shownOf } from './own-words.ts';

/** Its phase, as that of a pod; finalizers are for those who wait, and what a bound claim has its volume says. */
const phases: OwnWords = {
  isOwn: (change) =>
    isWithin(change, 'metadata', 'finalizers') ||
    ['accessModes', 'capacity', 'phase'].some((field) => isAt(change, 'status', field)),
  tell: (own) => {
    const phase = own.find(isPhase);
    return phase === undefined ? [] : [`${valueText(phase.before)} -> ${valueText(phase.after)}`];
  },
};

/** A volume is available, bound, released; others act on that. */
export const volume: Narrator = {
  tell: (write) => ({ words: wordsOf(write, shownOf(write, phases)), effect: effectOfPhase(write) }),
};

/** A claim waits, gets its volume, and is bound. */
export const volumeClaim: Narrator = {
  tell: (write) => ({
    words: boundWords(write) ?? wordsOf(write, shownOf(write, phases)),
    effect: effectOfPhase(write),
  }),
};

const finalizers: OwnWords = {
  isOwn: (change) => isWithin(change, 'metadata', 'finalizers'),
  tell: () => [],
};

/** A volume is attached to a node, as was asked for, or detached: pods wait for that. */
export const volumeAttachment: Narrator = {
  tell(write) {
    const attached = write.verb === 'delete' ? undefined : changesOf(write).find(isAttached);
    return {
      words: wordsOf(write, shownOf(write, finalizers)),
      effect: attached === undefined ? requestOf(write) : effectOf(write, 'attached'),
    };
  },
};

function isAttached(change: Change): boolean {
  return isAt(change, 'status', 'attached') && valueText(change.after) === 'true';
}

function boundWords(write: WriteFields): Words | undefined {
  const given = changesOf(write).find((change) => isAt(change, 'spec', 'volumeName'));
  if (given === undefined || write.verb === 'create') return undefined;
  return { kind: 'act', what: `bound ${nameOf(write)} to ${valueText(given.after)}` };
}

function effectOfPhase(write: WriteFields): ReturnType<typeof requestOf> {
  const phase = write.verb === 'delete' ? undefined : changesOf(write).find(isPhase);
  return phase === undefined ? requestOf(write) : effectOf(write, valueText(phase.after));
}

function isPhase(change: Change): boolean {
  return isAt(change, 'status', 'phase');
}
