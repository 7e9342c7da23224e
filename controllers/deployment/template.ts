import type { V1Deployment, V1PodTemplateSpec, V1ReplicaSet } from '../../api/index.ts';
import { semanticEqual } from '../../apimachinery/index.ts';
import { byCreation } from '../kit/by-creation.ts';
import type { ReplicaSets } from './status.ts';

/** The label that tells the pods of one template from those of another. */
export const templateHashLabel = 'pod-template-hash';

/**
 * Which ReplicaSet has the Deployment's template; the oldest if several do. Mirrors kubernetes
 * pkg/controller/deployment/util (FindNewReplicaSet, FindOldReplicaSets).
 */
export function sortOut(deployment: V1Deployment, replicaSets: readonly V1ReplicaSet[]): ReplicaSets {
  const template = deployment.spec?.template;
  const sorted = replicaSets.toSorted(byCreation);
  const newReplicaSet = sorted.find((replicaSet) => sameTemplate(template, replicaSet.spec?.template));
  return { newReplicaSet, oldReplicaSets: sorted.filter((replicaSet) => replicaSet !== newReplicaSet) };
}

/**
 * True when the templates differ by nothing but the hash label, which the Deployment's does not have. Shared parts are not
 * looked into. Mirrors kubernetes pkg/controller/deployment/util (EqualIgnoreHash).
 */
export function sameTemplate(a: V1PodTemplateSpec | undefined, b: V1PodTemplateSpec | undefined): boolean {
  if (a === b) return true;
  if (!semanticEqual(a?.spec, b?.spec)) return false;
  const { labels: labelsOfA, annotations: annotationsOfA, ...restOfA } = a?.metadata ?? {};
  const { labels: labelsOfB, annotations: annotationsOfB, ...restOfB } = b?.metadata ?? {};
  return (
    sameEntries(labelsOfA, labelsOfB, templateHashLabel) &&
    sameEntries(annotationsOfA, annotationsOfB) &&
    semanticEqual(restOfA, restOfB)
  );
}

type TextMap = Readonly<Record<string, string>>;

/** No map is as good as an empty one. */
function sameEntries(a: TextMap = {}, b: TextMap = {}, ignored?: string): boolean {
  const isSame = (name: string) => name === ignored || a[name] === b[name];
  return a === b || (Object.keys(a).every(isSame) && Object.keys(b).every(isSame));
}
