import {
  appsV1,
  type V1PersistentVolumeClaim,
  type V1Pod,
  type V1PodTemplateSpec,
  type V1StatefulSet,
  type V1Volume,
} from '../../api/index.ts';
import { podFromTemplate } from '../kit/pod-from-template.ts';
import { claimName, identityLabels, ordinalOf, podName, revisionLabel, startOrdinal } from './identity.ts';

/** A pod template that the set has or had, and the name of the revision that keeps it. */
export interface SetRevision {
  readonly name: string;
  readonly template: V1PodTemplateSpec | undefined;
}

/** The two revisions a set's pods may be of: what they were, and what they are to be. */
export interface SetRevisions {
  readonly current: SetRevision;
  readonly update: SetRevision;
}

/**
 * The pod of one ordinal, made from the current revision below the partition and from the update above it. Mirrors
 * kubernetes pkg/controller/statefulset (newVersionedStatefulSetPod). Differs: volumes of claims come in the order of
 * their templates, there in a random one.
 */
export function newStatefulPod(
  set: V1StatefulSet,
  { current, update }: SetRevisions,
  ordinal: number,
): V1Pod {
  const revision = isOfCurrent(set, ordinal) ? current : update;
  const pod = podFromTemplate(revision.template, set, appsV1.statefulSets);
  const name = podName(set, ordinal);
  const labels = {
    ...pod.metadata?.labels,
    ...identityLabels(set, ordinal),
    [revisionLabel]: revision.name,
  };
  const { serviceName = '' } = set.spec ?? {};
  const volumes = volumesOf(set, pod.spec?.volumes ?? [], ordinal);
  return {
    ...pod,
    metadata: { ...pod.metadata, name, labels },
    spec: {
      containers: [],
      ...pod.spec,
      ...(volumes.length > 0 && { volumes }),
      hostname: name,
      ...(serviceName !== '' && { subdomain: serviceName }),
    },
  };
}

function isOfCurrent(set: V1StatefulSet, ordinal: number): boolean {
  const { type, rollingUpdate } = set.spec?.updateStrategy ?? {};
  const index = ordinal - startOrdinal(set);
  if (rollingUpdate !== undefined) return index < (rollingUpdate.partition ?? 0);
  return type === 'RollingUpdate' && index < (set.status?.currentReplicas ?? 0);
}

/** The volumes of the set's claims, then those of the pod with other names. Mirrors updateStorage. */
export function volumesOf(
  set: V1StatefulSet,
  volumes: readonly V1Volume[],
  ordinal: number,
): readonly V1Volume[] {
  const templates = set.spec?.volumeClaimTemplates ?? [];
  if (templates.length === 0) return volumes;
  const names = new Set(templates.map(({ metadata }) => metadata?.name));
  const claimed = templates.map((template) => ({
    name: template.metadata?.name ?? '',
    persistentVolumeClaim: { claimName: claimName(set, template, ordinal) },
  }));
  return [...claimed, ...volumes.filter(({ name }) => !names.has(name))];
}

/** Whether the pod has the volumes of its claims. Mirrors kubernetes pkg/controller/statefulset (storageMatches). */
export function storageMatches(set: V1StatefulSet, pod: V1Pod): boolean {
  const ordinal = ordinalOf(pod);
  return (set.spec?.volumeClaimTemplates ?? []).every((template) => {
    const volume = pod.spec?.volumes?.find(({ name }) => name === template.metadata?.name);
    return volume?.persistentVolumeClaim?.claimName === claimName(set, template, ordinal);
  });
}

/** The claims a pod of the set has, by its templates. Mirrors getPersistentVolumeClaims. */
export function claimsOf(set: V1StatefulSet, ordinal: number): readonly V1PersistentVolumeClaim[] {
  const { volumeClaimTemplates = [], selector } = set.spec ?? {};
  return volumeClaimTemplates.map((template) => ({
    ...template,
    metadata: {
      ...template.metadata,
      name: claimName(set, template, ordinal),
      ...(set.metadata?.namespace !== undefined && { namespace: set.metadata.namespace }),
      labels: { ...template.metadata?.labels, ...selector?.matchLabels },
    },
  }));
}
