import type { V1Deployment, V1ReplicaSet } from '../../api/index.ts';
import { isOwnAnnotation, revisionOf, rollbackToAnnotation } from './annotations.ts';
import { sameTemplate, templateHashLabel } from './template.ts';

/** What becomes of a Deployment that asks for an old revision, and what to tell about it. */
export interface Rollback {
  /** Without the request in any case. */
  readonly deployment: V1Deployment;
  readonly event: { readonly type: 'Normal' | 'Warning'; readonly reason: string; readonly message: string };
}

/**
 * The revision asked for by the annotation that stands for `rollbackTo` of old API versions (0: the one before the last);
 * undefined if none is. Today's `kubectl rollout undo` changes the template itself instead. Mirrors kubernetes
 * pkg/controller/deployment (getRollbackTo).
 */
export function rollbackTo(deployment: V1Deployment): number | undefined {
  const text = deployment.metadata?.annotations?.[rollbackToAnnotation] ?? '';
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

/**
 * The Deployment with the template and the annotations of the revision asked for. Mirrors kubernetes
 * pkg/controller/deployment (rollback, rollbackToTemplate).
 */
export function decideRollback(
  deployment: V1Deployment,
  replicaSets: readonly V1ReplicaSet[],
  revision: number,
): Rollback {
  const name = deployment.metadata?.name;
  const wanted = revision === 0 ? lastRevision(replicaSets) : revision;
  if (wanted === 0) return notFound(deployment, 'Unable to find last revision.');
  const target = replicaSets.find((replicaSet) => revisionOf(replicaSet) === wanted);
  if (target === undefined) return notFound(deployment, 'Unable to find the revision to rollback to.');
  if (sameTemplate(deployment.spec?.template, target.spec?.template)) {
    const message = `The rollback revision contains the same template as current deployment "${name}"`;
    return {
      deployment: withoutRequest(deployment),
      event: { type: 'Warning', reason: 'DeploymentRollbackTemplateUnchanged', message },
    };
  }
  const message = `Rolled back deployment "${name}" to revision ${wanted}`;
  return {
    deployment: withTemplateOf(withoutRequest(deployment), target),
    event: { type: 'Normal', reason: 'DeploymentRollback', message },
  };
}

/** The second highest revision; 0 if there is none. Mirrors kubernetes pkg/controller/deployment/util (LastRevision). */
export function lastRevision(replicaSets: readonly V1ReplicaSet[]): number {
  const revisions = replicaSets.map((replicaSet) => revisionOf(replicaSet) ?? 0);
  return revisions.toSorted((a, b) => b - a)[1] ?? 0;
}

function notFound(deployment: V1Deployment, message: string): Rollback {
  return {
    deployment: withoutRequest(deployment),
    event: { type: 'Warning', reason: 'DeploymentRollbackRevisionNotFound', message },
  };
}

function withoutRequest(deployment: V1Deployment): V1Deployment {
  const { [rollbackToAnnotation]: _, ...annotations } = deployment.metadata?.annotations ?? {};
  return { ...deployment, metadata: { ...deployment.metadata, annotations } };
}

/** The annotations come along: they tell the cause of the revision, not of the one that is left. */
function withTemplateOf(deployment: V1Deployment, replicaSet: V1ReplicaSet): V1Deployment {
  const template = replicaSet.spec?.template;
  const { [templateHashLabel]: _, ...labels } = template?.metadata?.labels ?? {};
  const annotations = {
    ...pick(deployment.metadata?.annotations, isOwnAnnotation),
    ...pick(replicaSet.metadata?.annotations, (name) => !isOwnAnnotation(name)),
  };
  return {
    ...deployment,
    metadata: { ...deployment.metadata, annotations },
    spec: {
      selector: {},
      ...deployment.spec,
      template: { ...template, metadata: { ...template?.metadata, labels } },
    },
  };
}

function pick(map: Readonly<Record<string, string>> = {}, wanted: (name: string) => boolean) {
  return Object.fromEntries(Object.entries(map).filter(([name]) => wanted(name)));
}
