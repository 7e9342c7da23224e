import { deepEqual, labelValue } from '../../../apimachinery/index.ts';
import type { PodInfo } from '../../cache/pod-info.ts';
import type { SpreadConstraint } from '../../cache/pod-spread.ts';
import { type ClusterEvent, eventNode, eventPod, ofItself } from '../../framework/cluster-event.ts';
import { hasAllTopologies, namespaceOf } from './spread.ts';

/** A pod that counts has come, gone, or counts no more. Mirrors isSchedulableAfterPodChange. */
export function afterPodChange(
  pod: PodInfo,
  event: ClusterEvent,
  constraints: readonly SpreadConstraint[],
): boolean {
  const { before, after } = eventPod(event);
  for (const one of [before, after]) {
    if (one !== undefined && one.metadata?.uid !== pod.uid && namespaceOf(one) !== namespaceOf(pod.pod))
      return false;
  }
  const matches = (one: typeof before, { selector }: SpreadConstraint) =>
    selector.matches(one?.metadata?.labels);
  if (before === undefined || after === undefined) {
    return constraints.some((constraint) => matches(before ?? after, constraint));
  }
  const tolerates = ofItself(pod, event) && !deepEqual(before.spec?.tolerations, after.spec?.tolerations);
  if (tolerates && constraints.some(({ honorsTaints }) => honorsTaints)) return true;
  return constraints.some((constraint) => matches(before, constraint) !== matches(after, constraint));
}

/** A domain has come or gone, or a node is in another. Mirrors isSchedulableAfterNodeChange. */
export function afterNodeChange(event: ClusterEvent, constraints: readonly SpreadConstraint[]): boolean {
  const { before, after } = eventNode(event);
  const had = before !== undefined && hasAllTopologies(before.metadata?.labels, constraints);
  const has = after !== undefined && hasAllTopologies(after.metadata?.labels, constraints);
  if (before === undefined || after === undefined) return had || has;
  if (had !== has) return true;
  if (!has) return false;
  const moved = constraints.some(
    ({ topologyKey }) =>
      labelValue(before.metadata?.labels, topologyKey) !== labelValue(after.metadata?.labels, topologyKey),
  );
  return moved || !deepEqual(before.spec?.taints, after.spec?.taints);
}
