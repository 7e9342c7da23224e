import type { Change, WriteFields } from '../../../environment/index.ts';
import { changesOf, conditionAfter, isAt, isWithin, nameOf, valueText } from '../write.ts';
import { effectOf, requestOf, wordsOf } from './any-object.ts';
import { listed, shownChanges } from './changes.ts';
import type { Narrator, Words } from './narrator.ts';
import { readiness } from './readiness.ts';

/** A pod's life: where it goes, its phase, what becomes of its containers, and whether it is ready. */
export const pod: Narrator = {
  tell(write) {
    const state = write.verb === 'delete' ? undefined : stateOf(write);
    return {
      words: podWords(write),
      effect: state === undefined ? requestOf(write) : effectOf(write, state),
    };
  },
};

function podWords(write: WriteFields): Words | undefined {
  const changes = changesOf(write);
  if (write.subresource === 'binding')
    return { kind: 'act', what: `bound ${nameOf(write)} to ${boundTo(changes)}` };
  const lived = write.subresource === 'status' ? lifeOf(changes) : [];
  if (lived.length > 0) return { kind: 'state', what: nameOf(write) + listed(lived) };
  // What holds a pod that has ended is for who counts it.
  return wordsOf(
    write,
    shownChanges(changes.filter((change) => !isWithin(change, 'metadata', 'finalizers'))),
  );
}

function boundTo(changes: readonly Change[]): string {
  const node = changes.find((change) => isAt(change, 'spec', 'nodeName'));
  return node === undefined ? '?' : valueText(node.after);
}

function stateOf(write: WriteFields): string | undefined {
  if (write.verb === 'create' && write.subresource === undefined) return 'created';
  const changes = changesOf(write);
  const phase = phaseOf(changes);
  const after = phase && valueText(phase.after);
  return after === 'Succeeded' || after === 'Failed' ? after : (readiness(changes) ?? after);
}

function phaseOf(changes: readonly Change[]): Change | undefined {
  return changes.find((change) => isAt(change, 'status', 'phase'));
}

function lifeOf(changes: readonly Change[]): readonly string[] {
  const phase = phaseOf(changes);
  const moved = phase === undefined ? [] : [`${valueText(phase.before)} -> ${valueText(phase.after)}`];
  // What else is to say of a pod that is over?
  if (phase?.after === 'Succeeded' || phase?.after === 'Failed') return moved;
  const first = changes.some(
    (change) => isAt(change, 'status', 'containerStatuses') && change.before === undefined,
  );
  if (first) return phase === undefined ? ['ContainerCreating'] : moved;
  const ready = conditionAfter(changes, 'Ready');
  return [
    ...moved,
    ...changes.flatMap((change) => containerChange(change, changes)),
    ...(ready === undefined ? [] : [ready === 'True' ? 'ready' : 'not ready']),
  ];
}

const containerLists = new Set(['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses']);

function containerChange({ path, before, after }: Change, changes: readonly Change[]): readonly string[] {
  const [status, list = '', item = '', field, state, detail] = path;
  if (status !== 'status' || !containerLists.has(list)) return [];
  const container = item.slice(1, -1);
  if (field === 'restartCount') return [`restart ${valueText(after)} of ${container}`];
  if (field !== 'state' || state === undefined) return [];
  if (state === 'waiting' && detail === 'reason') return [`${container} ${valueText(after)}`];
  if (before !== undefined || detail !== undefined) return [];
  const was = (other: string) =>
    changes.some((one) => one.before !== undefined && isAt(one, 'status', list, item, 'state', other));
  if (state === 'waiting') return [`${container} ${was('terminated') ? 'CrashLoopBackOff' : 'waiting'}`];
  // Between a back-off and the next start the last end shows again.
  return state === 'terminated' && !was('waiting') ? [`${container} terminated`] : [];
}
