import type { V1PersistentVolumeClaim, V1Pod, V1StatefulSet } from '../../api/index.ts';

/** The label that names a pod, so that a Service can select one of them. */
export const podNameLabel = 'statefulset.kubernetes.io/pod-name';
/** The label that says a pod's ordinal. */
export const podIndexLabel = 'apps.kubernetes.io/pod-index';
/** The label that names the revision a pod was made from. */
export const revisionLabel = 'controller-revision-hash';

/** Which pod of which StatefulSet a pod is, as its name says. */
export interface Identity {
  /** '' where the name is not that of a StatefulSet's pod. */
  readonly parent: string;
  /** -1 where there is none. */
  readonly ordinal: number;
}

const ordinalMax = 2 ** 31 - 1;

/** Mirrors kubernetes pkg/controller/statefulset (getParentNameAndOrdinal). */
export function identityOf(name: string): Identity {
  const [, parent = '', digits] = /^(.*)-([0-9]+)$/s.exec(name) ?? [];
  if (digits === undefined) return { parent: '', ordinal: -1 };
  const ordinal = Number(digits);
  return { parent, ordinal: ordinal > ordinalMax ? -1 : ordinal };
}

export function ordinalOf(pod: V1Pod): number {
  return identityOf(pod.metadata?.name ?? '').ordinal;
}

/** Whether the pod's name is that of one of the set's pods. */
export function isMemberOf(set: V1StatefulSet, pod: V1Pod): boolean {
  return identityOf(pod.metadata?.name ?? '').parent === set.metadata?.name;
}

/** `spec.replicas`, which the API server defaults to 1. */
export function wantedReplicas(set: V1StatefulSet): number {
  return set.spec?.replicas ?? 1;
}

/** The first ordinal of the set. */
export function startOrdinal(set: V1StatefulSet): number {
  return set.spec?.ordinals?.start ?? 0;
}

/** Whether the set wants a pod of this ordinal. */
export function isInRange(set: V1StatefulSet, ordinal: number): boolean {
  const index = ordinal - startOrdinal(set);
  return index >= 0 && index < wantedReplicas(set);
}

export function podName(set: V1StatefulSet, ordinal: number): string {
  return `${set.metadata?.name}-${ordinal}`;
}

/** The labels that make a pod the one of this ordinal. Mirrors updateIdentity. */
export function identityLabels(set: V1StatefulSet, ordinal: number): Readonly<Record<string, string>> {
  return { [podNameLabel]: podName(set, ordinal), [podIndexLabel]: String(ordinal) };
}

/** Mirrors kubernetes pkg/controller/statefulset (identityMatches). */
export function identityMatches(set: V1StatefulSet, pod: V1Pod): boolean {
  const { name = '', namespace, labels } = pod.metadata ?? {};
  const { parent, ordinal } = identityOf(name);
  return (
    ordinal >= 0 &&
    parent === set.metadata?.name &&
    name === podName(set, ordinal) &&
    namespace === set.metadata?.namespace &&
    labels?.[podNameLabel] === name
  );
}

/** The name of the claim that a pod has by one of the set's templates. */
export function claimName(set: V1StatefulSet, template: V1PersistentVolumeClaim, ordinal: number): string {
  return `${template.metadata?.name}-${podName(set, ordinal)}`;
}

/** The templates and sets that a claim of this name may be of: `data-web-0` is `data` of `web`. */
export function claimParts(name: string): readonly { readonly template: string; readonly set: string }[] {
  const { parent } = identityOf(name);
  const parts: { template: string; set: string }[] = [];
  for (let at = parent.indexOf('-'); at >= 0; at = parent.indexOf('-', at + 1))
    parts.push({ template: parent.slice(0, at), set: parent.slice(at + 1) });
  return parts;
}
