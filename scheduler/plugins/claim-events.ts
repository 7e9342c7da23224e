import type { V1PersistentVolumeClaim, V1Pod } from '../../api/index.ts';
import { makeKey } from '../../apimachinery/index.ts';
import { claimOfVolume } from '../../component-helpers/index.ts';
import type { ClusterEvent, QueueingHint } from '../framework/cluster-event.ts';

/** The names of the claims that a pod names itself, in the order of its volumes: not those of ephemeral volumes. */
export function namedClaims({ spec }: V1Pod): readonly string[] {
  if (spec?.volumes === undefined) return noNames;
  return spec.volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
}

const noNames: readonly string[] = Object.freeze([]);

/** Whether a pod has a volume that is of a claim, be it made for the pod alone. */
export function hasClaims({ spec }: V1Pod): boolean {
  return (
    spec?.volumes?.some(
      ({ persistentVolumeClaim, ephemeral }) =>
        persistentVolumeClaim !== undefined || ephemeral !== undefined,
    ) === true
  );
}

/** The claim of the event is one that the pod names. */
export const ofNamedClaim: QueueingHint = ({ pod }, event) => {
  const claim = eventClaim(event);
  if (claim?.metadata?.namespace !== pod.metadata?.namespace) return false;
  return namedClaims(pod).includes(claim?.metadata?.name ?? '');
};

/** The claim of the event is the pod's, be it made for the pod alone. */
export const ofOwnClaim: QueueingHint = ({ pod }, event) => {
  const { name: podName = '', namespace = '' } = pod.metadata ?? {};
  const { metadata } = eventClaim(event) ?? {};
  const key = makeKey(metadata?.namespace ?? '', metadata?.name ?? '');
  return (pod.spec?.volumes ?? []).some((volume) => {
    const claimed = claimOfVolume(podName, volume);
    return claimed !== undefined && makeKey(namespace, claimed.claimName) === key;
  });
};

function eventClaim({ after }: ClusterEvent): V1PersistentVolumeClaim | undefined {
  return after;
}
