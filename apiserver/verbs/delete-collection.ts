import { isNotFound } from '../../apimachinery/index.ts';
import { Admission } from '../pipeline/admission/index.ts';
import type { RequestContext } from '../request/request-context.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { type DeleteOptions, deleteObject, deleteOptions } from './delete.ts';
import { list, type Page } from './list.ts';

/** So many objects are deleted at once: enough for one write to disk, and few enough for memory and for others. */
const deletionsMax = 1_000;

/**
 * Deletes what a list of the same request shows. What somebody else deletes meanwhile is no error. Mirrors kubernetes
 * apiserver pkg/registry/generic/registry (Store.DeleteCollection).
 */
export async function deleteCollection(context: RequestContext): Promise<Page> {
  const options = deleteOptions(context);
  const admission = new Admission(context, 'DELETE', options);
  const page = await list(context);
  const items: StoredObject[] = [];
  for (let at = 0; at < page.items.length; at += deletionsMax) {
    const some = page.items.slice(at, at + deletionsMax);
    const deleted = await Promise.all(some.map((stored) => deleteOne(context, stored, options, admission)));
    for (const stored of deleted) if (stored !== undefined) items.push(stored);
  }
  return { items, revision: page.revision };
}

async function deleteOne(
  context: RequestContext,
  { object }: StoredObject,
  options: DeleteOptions,
  admission: Admission,
): Promise<StoredObject | undefined> {
  // There may be a hundred thousand of them.
  await context.server.environment.turn();
  try {
    return (await deleteObject(context, object.metadata?.name ?? '', options, admission)).stored;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
