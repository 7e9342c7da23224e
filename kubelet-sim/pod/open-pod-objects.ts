import type { V1Pod } from '../../api/index.ts';
import type { Cause } from '../../environment/index.ts';
import { DeviceClaims } from './device-claims.ts';
import type { PodPlan } from './pod-plan.ts';
import { noClaims, type PodObjects } from './pod-references.ts';
import { PodVolumes, type VolumesContext } from './pod-volumes.ts';
import type { ReferencedObjects } from './referenced-objects.ts';
import type { OnChange } from './watched-object.ts';

/** What a pod refers to, until it is over. */
export interface OpenPodObjects extends PodObjects {
  /** Nothing is told of any more. `cause`: what has ended the pod. */
  close(cause: Cause | undefined): void;
}

/**
 * Begins to look for all that a pod waits for; `onChange` is called when it is known for the first time, or something has changed,
 * and never within this call.
 */
export function openPodObjects(
  context: VolumesContext & { readonly objects: ReferencedObjects },
  pod: V1Pod,
  { references, claims, claimsOf }: PodPlan,
  onChange: OnChange,
): OpenPodObjects {
  const named = references.length === 0 ? undefined : context.objects.open(pod, references, onChange);
  const devices = claimsOf === undefined ? undefined : new DeviceClaims(context, claimsOf, onChange);
  const volumes = claims.length === 0 ? undefined : new PodVolumes(context, pod, claims, onChange);
  return {
    namespace: pod.metadata?.namespace ?? '',
    get known() {
      return named?.known !== false && devices?.known !== false && volumes?.known !== false;
    },
    claims: volumes ?? noClaims,
    find: (kind, name) => named?.find(kind, name),
    deviceClaim: (name) => devices?.find(name),
    close(cause) {
      named?.close();
      devices?.close();
      volumes?.close(cause);
    },
  };
}
