import { appsV1, type V1ControllerRevision } from '../../../api/index.ts';
import { isAlreadyExists, type KubeObject, objectKey } from '../../../apimachinery/index.ts';
import { type Client, retryOnConflict } from '../../../client/index.ts';
import { revisionHash, revisionName, sameData } from './controller-revision.ts';
import { dataText } from './template-patch.ts';

/** How many names are tried in one go: each is taken only by a revision with the same 32 bits of hash. */
const namesMax = 100;

/** A revision as it was created, and how often names have collided until then. */
export interface CreatedRevision {
  readonly revision: V1ControllerRevision;
  readonly collisionCount: number;
}

/**
 * Creates the owner's revision. Where its name is taken, by one that keeps the same, it is that one; by another, the next
 * name is tried, and the count rises. Mirrors kubernetes pkg/controller/history (CreateControllerRevision): the label
 * keeps the first hash.
 */
export async function createRevision(
  client: Client,
  owner: KubeObject,
  revision: V1ControllerRevision,
  collisions: number,
): Promise<CreatedRevision> {
  const text = dataText(revision);
  for (let collisionCount = collisions; ; collisionCount++) {
    const name = revisionName(owner.metadata?.name ?? '', revisionHash(text, collisionCount));
    const named = { ...revision, metadata: { ...revision.metadata, name } };
    try {
      return { revision: await client.create(appsV1.controllerRevisions, named), collisionCount };
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      const taken = await client.get(appsV1.controllerRevisions, objectKey(named));
      if (sameData(taken, named)) return { revision: taken, collisionCount };
      if (collisionCount - collisions >= namesMax) throw error;
    }
  }
}

/**
 * Gives a revision another number, also if others write to it meanwhile. Mirrors kubernetes pkg/controller/history
 * (UpdateControllerRevision).
 */
export function renumberRevision(
  client: Client,
  revision: V1ControllerRevision,
  number: number,
): Promise<V1ControllerRevision> {
  let current: V1ControllerRevision | undefined = revision;
  return retryOnConflict(async () => {
    current ??= await client.get(appsV1.controllerRevisions, objectKey(revision));
    const next = { ...current, revision: number };
    if (current.revision === number) return current;
    current = undefined;
    return client.update(appsV1.controllerRevisions, next);
  });
}
