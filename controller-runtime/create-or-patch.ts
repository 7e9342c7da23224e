import {
  deepEqual,
  ignoreNotFound,
  type KubeObject,
  type ObjectKey,
  type ResourceType,
} from '../apimachinery/index.ts';
import { type Client, mergeFrom } from '../client/index.ts';
import { type Draft, mutated } from './create-or-update.ts';

export interface CreateOrPatchResult<T> {
  readonly result: 'created' | 'updated' | 'updatedStatus' | 'updatedStatusOnly' | 'unchanged';
  readonly object: T;
}

/**
 * As createOrUpdate, but what is there is patched: only what `mutate` changes is written, whoever wrote the rest meanwhile,
 * and a status that it changes is written too. The status of a new object is not: kinds with a status of its own take
 * none at their creation. Mirrors controller-runtime pkg/controller/controllerutil (CreateOrPatch).
 */
export function createOrPatch<T extends KubeObject>(
  client: Client,
  type: ResourceType<T>,
  key: ObjectKey,
  mutate: (object: Draft<T>) => NoInfer<T>,
): Promise<CreateOrPatchResult<T>>;
export async function createOrPatch(
  client: Client,
  type: ResourceType,
  key: ObjectKey,
  mutate: (object: Draft<KubeObject>) => KubeObject,
): Promise<CreateOrPatchResult<KubeObject>> {
  const present = await client.get(type, key).catch(ignoreNotFound);
  const wanted = mutated(key, present, mutate);
  if (present === undefined) return { result: 'created', object: await client.create(type, wanted) };
  const [before, beforeStatus] = apart(present);
  const [after, afterStatus] = apart(wanted);
  const patch = mergeFrom(before, after);
  let object = present;
  if (patch !== undefined) object = await client.patch(type, key, patch);
  if (deepEqual(beforeStatus, afterStatus)) {
    return { result: patch === undefined ? 'unchanged' : 'updated', object };
  }
  const statusPatch = mergeFrom<WithStatus>({ status: beforeStatus }, { status: afterStatus });
  if (statusPatch !== undefined) {
    object = await client.patch(type, key, statusPatch, { subresource: 'status' });
  }
  return { result: patch === undefined ? 'updatedStatusOnly' : 'updatedStatus', object };
}

interface WithStatus extends KubeObject {
  readonly status?: unknown;
}

/** An object without its status, and the status. */
function apart(object: WithStatus): readonly [KubeObject, unknown] {
  const { status, ...rest } = object;
  return [rest, status];
}
