import { type ResourceV1ResourceClaim, resourceV1 } from '../../../api/index.ts';
import { deepEqual } from '../../../apimachinery/index.ts';
import type { PodInfo } from '../../cache/pod-info.ts';
import { type ClusterEvent, type EventInterest, eventPod, ofItself } from '../../framework/cluster-event.ts';
import type { ClaimTracker } from './claim-tracker.ts';

/** What may help a pod that waits for devices. Mirrors kubernetes plugins/dynamicresources (EventsToRegister). */
export function claimInterests(tracker: ClaimTracker): readonly EventInterest[] {
  const { resourceClaims, deviceClasses, resourceSlices } = resourceV1;
  const afterClaim = (pod: PodInfo, event: ClusterEvent) => afterClaimChange(tracker, pod, event);
  const afterPod = (pod: PodInfo, event: ClusterEvent) =>
    ofItself(pod, event) && typeof tracker.claimsOf(eventPod(event).after ?? pod.pod) !== 'string';
  return [
    { resource: 'Node', action: 'Add' },
    { resource: 'Node', action: 'UpdateLabel' },
    { resource: 'Node', action: 'UpdateAllocatable' },
    { resource: resourceClaims, action: 'Add', hint: afterClaim },
    { resource: resourceClaims, action: 'Update', hint: afterClaim },
    { resource: 'UnscheduledPod', action: 'UpdateGeneratedClaims', hint: afterPod },
    { resource: deviceClasses, action: 'Add' },
    { resource: deviceClasses, action: 'Update' },
    { resource: resourceSlices, action: 'Add' },
    { resource: resourceSlices, action: 'Update' },
  ];
}

/** A claim of the pod's has changed, or any gave back its devices. Mirrors isSchedulableAfterClaimChange. */
function afterClaimChange(tracker: ClaimTracker, { pod }: PodInfo, event: ClusterEvent): boolean {
  const before = event.before as ResourceV1ResourceClaim | undefined;
  const after = event.after as ResourceV1ResourceClaim | undefined;
  const own = tracker.claimsOf(pod);
  if (typeof own === 'string') return false;
  if (before?.status?.allocation !== undefined && after?.status?.allocation === undefined) return true;
  if (!own.some(({ metadata }) => metadata?.uid === after?.metadata?.uid)) return false;
  return before === undefined || !deepEqual(before.status ?? {}, after?.status ?? {});
}
