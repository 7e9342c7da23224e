import type { V1ControllerRevision, V1PodTemplateSpec } from '../../../api/index.ts';
import {
  fnv32,
  type KubeObject,
  newControllerRef,
  type ResourceType,
  safeEncode,
} from '../../../apimachinery/index.ts';
import { byCreation } from '../by-creation.ts';
import { dataText, templatePatch } from './template-patch.ts';

/** The label that tells the hash of what a revision keeps. */
export const revisionHashLabel = 'controller.kubernetes.io/hash';

/** Longer names of owners are cut, so that the hash fits into a name of 253. */
const ownerNameMax = 223;

/** What a revision is made from. */
export interface RevisionParts<O extends KubeObject> {
  readonly owner: O;
  readonly ownerType: ResourceType<O>;
  readonly template: V1PodTemplateSpec;
  readonly revision: number;
  /** How often names of the owner's revisions have collided. */
  readonly collisionCount: number;
}

/**
 * The revision that keeps a template: with the template's labels and the owner's annotations, controlled by the owner,
 * named by the hash. Mirrors kubernetes pkg/controller/history (NewControllerRevision) and
 * pkg/controller/statefulset (newRevision).
 */
export function newControllerRevision<O extends KubeObject>(parts: RevisionParts<O>): V1ControllerRevision {
  const { owner, ownerType, template, revision, collisionCount } = parts;
  const { name = '', namespace, annotations } = owner.metadata ?? {};
  const { data, text } = templatePatch(template);
  const hash = revisionHash(text, collisionCount);
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: revisionName(name, hash),
      ...(namespace !== undefined && { namespace }),
      labels: { ...template.metadata?.labels, [revisionHashLabel]: hash },
      ...(annotations !== undefined && { annotations }),
      ownerReferences: [newControllerRef(owner, ownerType)],
    },
    data,
    revision,
  };
}

/** The hash of what a revision keeps. Mirrors kubernetes pkg/controller/history (HashControllerRevision). */
export function revisionHash(text: string, collisionCount: number): string {
  return safeEncode(String(fnv32(`${text}${collisionCount}`)));
}

/** Mirrors kubernetes pkg/controller/history (ControllerRevisionName). */
export function revisionName(ownerName: string, hash: string): string {
  return `${ownerName.slice(0, ownerNameMax)}-${hash}`;
}

/** Oldest first: by number, then by age, then by name. Mirrors kubernetes pkg/controller/history (byRevision). */
export function byRevision(a: V1ControllerRevision, b: V1ControllerRevision): number {
  return Number(a.revision) - Number(b.revision) || byCreation(a, b);
}

/** Whether two revisions keep the same. Mirrors kubernetes pkg/controller/history (EqualRevision). */
export function sameData(a: V1ControllerRevision, b: V1ControllerRevision): boolean {
  return a === b || dataText(a) === dataText(b);
}

/** The number of the revision that comes after these, which are sorted. Mirrors nextRevision. */
export function nextRevision(sorted: readonly V1ControllerRevision[]): number {
  return Number(sorted.at(-1)?.revision ?? 0) + 1;
}
