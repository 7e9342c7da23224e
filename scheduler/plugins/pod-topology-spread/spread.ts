import type { V1Pod } from '../../../api/index.ts';
import { labelValue } from '../../../apimachinery/index.ts';
import { toleratesAll } from '../../../component-helpers/index.ts';
import type { NodeInfo } from '../../cache/node-info.ts';
import { NodeTally } from '../../cache/node-tally.ts';
import type { PodInfo } from '../../cache/pod-info.ts';
import { stayingPods } from '../../cache/pod-sets.ts';
import type { SpreadConstraint } from '../../cache/pod-spread.ts';
import type { Snapshot } from '../../framework/handle.ts';

/** Whether a node has labels of all these topologies. Mirrors nodeLabelsMatchSpreadConstraints. */
export function hasAllTopologies(
  labels: Readonly<Record<string, string>> | undefined,
  constraints: readonly SpreadConstraint[],
): boolean {
  for (const { topologyKey } of constraints) if (labelValue(labels, topologyKey) === undefined) return false;
  return true;
}

/** Whether the pods on a node count for a constraint of this pod. Mirrors matchNodeInclusionPolicies. */
export function counts(constraint: SpreadConstraint, pod: PodInfo, node: NodeInfo): boolean {
  if (constraint.honorsNodeAffinity && pod.nodeAffinity?.required?.(node) === false) return false;
  return !constraint.honorsTaints || toleratesAll(pod.tolerations, node.hardTaints);
}

/** Whether the pods on all nodes count. */
export function countsEverywhere(constraint: SpreadConstraint, { nodeAffinity }: PodInfo): boolean {
  if (constraint.honorsNodeAffinity && nodeAffinity?.required !== undefined) return false;
  return !constraint.honorsTaints;
}

/** How many pods there are on each node that a constraint is about. One without a selector is about nobody. */
export function matchingPods(
  { selector }: SpreadConstraint,
  { pod }: PodInfo,
  snapshot: Snapshot,
): NodeTally {
  return selector.everything ? nobody : snapshot.countPods(stayingPods(namespaceOf(pod), selector));
}

export function namespaceOf({ metadata }: V1Pod): string {
  return metadata?.namespace ?? '';
}

const nobody = new NodeTally({ current: 0 });
