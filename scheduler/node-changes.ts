import type { V1Node } from '../api/index.ts';
import { deepEqual } from '../apimachinery/index.ts';
import type { EventAction } from './framework/cluster-event.ts';

/**
 * What about a node has changed that may make room for a pod; most updates of nodes are heartbeats and change nothing.
 * Mirrors kubernetes pkg/scheduler/framework (NodeSchedulingPropertiesChange).
 */
export function nodeChanges(before: V1Node, after: V1Node): readonly EventAction[] {
  const actions: EventAction[] = [];
  if (!same(before.status?.allocatable, after.status?.allocatable)) actions.push('UpdateAllocatable');
  if (!same(before.metadata?.labels, after.metadata?.labels)) actions.push('UpdateLabel');
  const taintsChanged = !same(before.spec?.taints, after.spec?.taints);
  const cordonChanged = (before.spec?.unschedulable ?? false) !== (after.spec?.unschedulable ?? false);
  if (taintsChanged || cordonChanged) actions.push('UpdateTaint');
  if (!same(before.status?.declaredFeatures, after.status?.declaredFeatures))
    actions.push('UpdateDeclaredFeature');
  return actions;
}

/** Objects share what did not change; what came again is compared. */
function same(a: unknown, b: unknown): boolean {
  return a === b || deepEqual(a, b);
}
