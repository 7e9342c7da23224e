import { appsV1, type V1ControllerRevision, type V1Pod, type V1StatefulSet } from '../../api/index.ts';
import { semanticEqual } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import {
  createRevision,
  dataText,
  newControllerRevision,
  nextRevision,
  renumberRevision,
  templateOf,
  templatePatch,
} from '../kit/history/index.ts';
import { revisionLabel } from './identity.ts';
import type { SetRevision } from './stateful-pod.ts';

/** The revision a set's pods were of, the one they are to be of, and how often names of revisions have collided. */
export interface ChosenRevisions {
  readonly current: V1ControllerRevision;
  readonly update: V1ControllerRevision;
  readonly collisionCount: number;
}

/**
 * Finds the two revisions, and makes or renumbers that of the set's template if it is new or old. `sorted` are those
 * there are. Mirrors kubernetes pkg/controller/statefulset (getStatefulSetRevisions).
 */
export async function chooseRevisions(
  client: Client,
  set: V1StatefulSet,
  sorted: readonly V1ControllerRevision[],
): Promise<ChosenRevisions> {
  const collisions = set.status?.collisionCount ?? 0;
  const known = knownRevision(set, sorted);
  const { revision: update, collisionCount } =
    known === undefined
      ? await create(client, set, nextRevision(sorted), collisions)
      : { revision: await asNewest(client, known, sorted), collisionCount: collisions };
  const current = sorted.find(({ metadata }) => metadata?.name === set.status?.currentRevision) ?? update;
  return { current, update, collisionCount };
}

/**
 * The revision that keeps the set's template. The newest keeps it, too, if it means the same in other words. Mirrors
 * FindEqualRevisions and setMatchesLatestExistingRevision.
 */
export function knownRevision(
  set: V1StatefulSet,
  sorted: readonly V1ControllerRevision[],
): V1ControllerRevision | undefined {
  const template = set.spec?.template ?? {};
  const { text } = templatePatch(template);
  const newest = sorted.at(-1);
  return (
    sorted.findLast((revision) => dataText(revision) === text) ??
    (newest !== undefined && semanticEqual(templateOf(newest), template) ? newest : undefined)
  );
}

function create(client: Client, set: V1StatefulSet, revision: number, collisionCount: number) {
  const template = set.spec?.template ?? {};
  const parts = { owner: set, ownerType: appsV1.statefulSets, template, revision, collisionCount };
  return createRevision(client, set, newControllerRevision(parts), collisionCount);
}

/** Who goes back to an older revision makes it the newest. */
async function asNewest(
  client: Client,
  revision: V1ControllerRevision,
  sorted: readonly V1ControllerRevision[],
): Promise<V1ControllerRevision> {
  return revision === sorted.at(-1) ? revision : renumberRevision(client, revision, nextRevision(sorted));
}

/** What pods are made from. Throws for a revision of another's making that keeps no template. */
export function setRevision(revision: V1ControllerRevision): SetRevision {
  const { name = '' } = revision.metadata ?? {};
  const template = templateOf(revision);
  if (template === undefined) throw new Error(`ControllerRevision ${name} keeps no pod template`);
  return { name, template };
}

/**
 * The oldest revisions that no pod is of, beyond as many as the set keeps. Mirrors kubernetes
 * pkg/controller/statefulset (truncateHistory).
 */
export function surplusRevisions(
  set: V1StatefulSet,
  pods: readonly V1Pod[],
  sorted: readonly V1ControllerRevision[],
  { current, update }: ChosenRevisions,
): readonly V1ControllerRevision[] {
  const limit = set.spec?.revisionHistoryLimit ?? 10;
  if (limit < 0 || sorted.length <= limit) return [];
  const live = new Set([current.metadata?.name, update.metadata?.name]);
  for (const pod of pods) live.add(pod.metadata?.labels?.[revisionLabel]);
  const history = sorted.filter(({ metadata }) => !live.has(metadata?.name));
  return history.slice(0, Math.max(0, history.length - limit));
}
