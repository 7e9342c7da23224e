import {
  appsV1,
  type V1ControllerRevision,
  type V1DaemonSet,
  type V1Pod,
  type V1PodTemplateSpec,
} from '../../api/index.ts';
import { newControllerRef, templateHash } from '../../apimachinery/index.ts';
import { byRevision, dataText, nextRevision, templatePatch } from '../kit/history/index.ts';
import { revisionHashLabel } from './daemon-pod.ts';

/** The revisions of a DaemonSet, told apart by its template of today. */
export interface Revisions {
  /** The newest of those with the template; undefined: it is to be made. */
  readonly current: V1ControllerRevision | undefined;
  /** Others with the template, which are not needed. */
  readonly doubles: readonly V1ControllerRevision[];
  /** Oldest first. */
  readonly old: readonly V1ControllerRevision[];
  /** The number of a revision that is newer than the old ones. */
  readonly next: number;
}

/** Mirrors kubernetes pkg/controller/daemon (constructHistory). */
export function tellApart(daemonSet: V1DaemonSet, revisions: readonly V1ControllerRevision[]): Revisions {
  const sorted = revisions.toSorted(byRevision);
  const same = sorted.filter((one) => keepsTemplate(one, daemonSet));
  const old = sorted.filter((one) => !same.includes(one));
  return { current: same.at(-1), doubles: same.slice(0, -1), old, next: nextRevision(old) };
}

/** Whether the revision keeps the DaemonSet's template of today. Mirrors kubernetes pkg/controller/daemon (Match). */
export function keepsTemplate(revision: V1ControllerRevision, daemonSet: V1DaemonSet): boolean {
  return dataText(revision) === templatePatch(templateOf(daemonSet)).text;
}

/**
 * The revision that keeps the DaemonSet's template, named by the template's hash, so that making it twice makes one. Mirrors
 * kubernetes pkg/controller/daemon (snapshot).
 */
export function buildRevision(daemonSet: V1DaemonSet, revision: number): V1ControllerRevision {
  const { name, namespace, annotations } = daemonSet.metadata ?? {};
  const template = templateOf(daemonSet);
  const hash = templateHash(template, daemonSet.status?.collisionCount);
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace !== undefined && { namespace }),
      labels: { ...template.metadata?.labels, [revisionHashLabel]: hash },
      ...(annotations !== undefined && { annotations }),
      ownerReferences: [newControllerRef(daemonSet, appsV1.daemonSets)],
    },
    data: templatePatch(template).data,
    revision,
  };
}

const noTemplate: V1PodTemplateSpec = Object.freeze({});

function templateOf({ spec }: V1DaemonSet): V1PodTemplateSpec {
  return spec?.template ?? noTemplate;
}

/**
 * Which old revisions to delete: the oldest beyond the limit, but for those that still have pods. Mirrors kubernetes
 * pkg/controller/daemon (cleanupHistory).
 */
export function revisionsToDelete(
  { spec }: V1DaemonSet,
  old: readonly V1ControllerRevision[],
  pods: readonly V1Pod[],
): readonly V1ControllerRevision[] {
  const excess = old.length - (spec?.revisionHistoryLimit ?? Number.POSITIVE_INFINITY);
  if (excess <= 0) return [];
  const inUse = new Set(pods.map(hashOf));
  return old.filter((revision) => !inUse.has(hashOf(revision))).slice(0, excess);
}

/** The hash that a revision and its pods are labelled with. */
export function hashOf({ metadata }: V1ControllerRevision | V1Pod): string {
  return metadata?.labels?.[revisionHashLabel] ?? '';
}
