import type { V1PersistentVolumeClaim, V1Pod, V1Volume } from '../../api/index.ts';
import { isControlledBy } from '../../apimachinery/index.ts';

/** The claim that a volume of a pod stands for. */
export interface ClaimedVolume {
  readonly claimName: string;
  /** The claim is made for the pod, and goes with it. */
  readonly ephemeral: boolean;
}

/** Undefined for a volume that is of something else. Mirrors k8s.io/component-helpers storage/ephemeral (VolumeClaimName). */
export function claimOfVolume(
  podName: string,
  { name, persistentVolumeClaim, ephemeral }: V1Volume,
): ClaimedVolume | undefined {
  if (persistentVolumeClaim !== undefined)
    return { claimName: persistentVolumeClaim.claimName, ephemeral: false };
  return ephemeral === undefined ? undefined : { claimName: `${podName}-${name}`, ephemeral: true };
}

/** Why a claim is not the one that was made for a pod. Mirrors k8s.io/component-helpers storage/ephemeral (VolumeIsForPod). */
export function notForPod(pod: V1Pod, claim: V1PersistentVolumeClaim): string | undefined {
  if (isControlledBy(claim, pod) && claim.metadata?.namespace === pod.metadata?.namespace) return undefined;
  const of = (object: V1Pod | V1PersistentVolumeClaim) =>
    `${object.metadata?.namespace}/${object.metadata?.name}`;
  return `PVC ${of(claim)} was not created for pod ${of(pod)} (pod is not owner)`;
}
