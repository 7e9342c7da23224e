import {
  deepEqual,
  formatKey,
  ignoreNotFound,
  type KubeObject,
  keyOf,
  type ObjectKey,
  type ObjectMeta,
  type ResourceType,
} from '../apimachinery/index.ts';
import type { Client } from '../client/index.ts';

export interface CreateOrUpdateResult<T> {
  readonly result: 'created' | 'updated' | 'unchanged';
  readonly object: T;
}

/** An object that may not be there yet: of its fields only the metadata, with its name and namespace, is certain. */
export type Draft<T extends KubeObject> = Partial<T> & { readonly metadata: ObjectMeta };

/**
 * Makes the object what `mutate` says. `mutate` gets the object as it is (for a missing one, only its name and
 * namespace) and gives it as it should be, whole and of the resource's kind; it must keep name and namespace. Nothing is
 * written when nothing changes. Mirrors controller-runtime pkg/controller/controllerutil (CreateOrUpdate).
 *
 * @example
 *     const { result } = await createOrUpdate(client, coreV1.configMaps, { namespace: 'default', name: 'settings' }, (found) => ({
 *       ...found,
 *       data: { ...found.data, colour: 'blue' },
 *     }));
 */
export function createOrUpdate<T extends KubeObject>(
  client: Client,
  type: ResourceType<T>,
  key: ObjectKey,
  mutate: (object: Draft<T>) => NoInfer<T>,
): Promise<CreateOrUpdateResult<T>>;
export async function createOrUpdate(
  client: Client,
  type: ResourceType,
  key: ObjectKey,
  mutate: (object: Draft<KubeObject>) => KubeObject,
): Promise<CreateOrUpdateResult<KubeObject>> {
  const present = await client.get(type, key).catch(ignoreNotFound);
  const wanted = mutated(key, present, mutate);
  if (present === undefined) return { result: 'created', object: await client.create(type, wanted) };
  if (deepEqual(present, wanted)) return { result: 'unchanged', object: present };
  return { result: 'updated', object: await client.update(type, wanted) };
}

/** What `mutate` makes of an object that is there, or of the name of one that is not. Throws when it renames it. */
export function mutated(
  key: ObjectKey,
  present: KubeObject | undefined,
  mutate: (object: Draft<KubeObject>) => KubeObject,
): KubeObject {
  const wanted = mutate({ ...present, metadata: { ...key, ...present?.metadata } });
  if (keyOf(wanted) !== formatKey(key)) {
    throw new Error('mutate function cannot change object name and/or object namespace');
  }
  return wanted;
}
