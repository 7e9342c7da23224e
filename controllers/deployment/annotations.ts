import type { V1Deployment, V1ReplicaSet } from '../../api/index.ts';
import type { KubeObject } from '../../apimachinery/index.ts';
import { maxSurge } from './fenceposts.ts';
import { wantedReplicas } from './replica-sets.ts';

export const revisionAnnotation = 'deployment.kubernetes.io/revision';
export const revisionHistoryAnnotation = 'deployment.kubernetes.io/revision-history';
export const desiredReplicasAnnotation = 'deployment.kubernetes.io/desired-replicas';
export const maxReplicasAnnotation = 'deployment.kubernetes.io/max-replicas';
export const rollbackToAnnotation = 'deprecated.deployment.rollback.to';

export type Annotations = Readonly<Record<string, string>>;

/** How long the list of revisions a ReplicaSet has had may grow, in characters; the oldest are dropped. */
export const maxRevisionHistoryLength = 2000;

/** An object's revision: 0 without one, undefined for what is no number. */
export function revisionOf(object: KubeObject): number | undefined {
  const text = object.metadata?.annotations?.[revisionAnnotation];
  return text === undefined ? 0 : wholeNumber(text);
}

/** The highest revision of the ReplicaSets; those without a readable one do not count. */
export function maxRevision(replicaSets: readonly V1ReplicaSet[]): number {
  let highest = 0;
  for (const replicaSet of replicaSets) highest = Math.max(highest, revisionOf(replicaSet) ?? 0);
  return highest;
}

/** A count kept in an annotation; undefined for none, or for what is no count of 31 bits. */
export function countInAnnotation(annotations: Annotations | undefined, name: string): number | undefined {
  const text = annotations?.[name] ?? '';
  if (!/^\d+$/.test(text)) return undefined;
  const count = Number(text);
  return count <= 2147483647 ? count : undefined;
}

/**
 * The annotations the Deployment's newest ReplicaSet should have: those of the Deployment but for a few, and a revision
 * above all others. A revision that is replaced (the ReplicaSet comes back by a rollback) goes into its history. The
 * very annotations given when they are right. Mirrors kubernetes pkg/controller/deployment/util
 * (SetNewReplicaSetAnnotations).
 */
export function newReplicaSetAnnotations(
  deployment: V1Deployment,
  annotations: Annotations | undefined,
  newRevision: number,
  maxHistoryLength = maxRevisionHistoryLength,
): Annotations | undefined {
  const had = annotations?.[revisionAnnotation];
  const oldRevision = had === undefined || had === '' ? 0 : wholeNumber(had);
  if (oldRevision === undefined) return annotations;
  let changed = withDeploymentAnnotations(deployment, annotations);
  if (oldRevision >= newRevision) return changed;
  changed = { ...changed, [revisionAnnotation]: String(newRevision) };
  if (had === undefined) return changed;
  const history = withRevision(changed[revisionHistoryAnnotation] ?? '', had, maxHistoryLength);
  return history === undefined ? changed : { ...changed, [revisionHistoryAnnotation]: history };
}

/**
 * The annotations that tell the size of the Deployment a ReplicaSet was last scaled for, by which a later change of
 * that size is noticed and proportions are kept. The very annotations given when they are right.
 */
export function withReplicasAnnotations(
  annotations: Annotations | undefined,
  deployment: V1Deployment,
): Annotations {
  const desired = wantedReplicas(deployment);
  const desiredText = String(desired);
  const maxText = String(desired + maxSurge(deployment));
  if (
    annotations !== undefined &&
    annotations[desiredReplicasAnnotation] === desiredText &&
    annotations[maxReplicasAnnotation] === maxText
  ) {
    return annotations;
  }
  return { ...annotations, [desiredReplicasAnnotation]: desiredText, [maxReplicasAnnotation]: maxText };
}

/** True for annotations that belong to one object alone and are never copied between Deployment and ReplicaSet. */
export function isOwnAnnotation(name: string): boolean {
  return ownAnnotations.has(name);
}

const ownAnnotations: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  revisionHistoryAnnotation,
  desiredReplicasAnnotation,
  maxReplicasAnnotation,
  rollbackToAnnotation,
]);

function withDeploymentAnnotations(
  deployment: V1Deployment,
  annotations: Annotations | undefined,
): Annotations | undefined {
  let copied: Record<string, string> | undefined;
  for (const [name, value] of Object.entries(deployment.metadata?.annotations ?? {})) {
    if (ownAnnotations.has(name) || annotations?.[name] === value) continue;
    copied ??= { ...annotations };
    copied[name] = value;
  }
  return copied ?? annotations;
}

/** The history with one more revision, without its oldest if it grew too long; undefined if there is no room at all. */
function withRevision(history: string, revision: string, maxLength: number): string | undefined {
  if (history === '' || history.startsWith(',')) return revision;
  const revisions = history.split(',');
  let length = history.length + revision.length + 1;
  let start = 0;
  while (length > maxLength && start < revisions.length) {
    length -= (revisions[start]?.length ?? 0) + 1;
    start++;
  }
  return length <= maxLength ? [...revisions.slice(start), revision].join(',') : undefined;
}

function wholeNumber(text: string): number | undefined {
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}
