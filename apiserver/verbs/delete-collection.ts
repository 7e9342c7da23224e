import { isNotFound } from '../../apimachinery/index.ts';
import type { RequestContext } from '../request/request-context.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { deleteObject, deleteOptions } from './delete.ts';
import { list, type Page } from './list.ts';

/**
 * Deletes what a list of the same request shows. What somebody else deletes meanwhile is no error. Mirrors kubernetes
 * apiserver pkg/registry/generic/registry (Store.DeleteCollection).
 */
export async function deleteCollection(context: RequestContext): Promise<Page> {
  const options = deleteOptions(context);
  const page = await list(context);
  const deletions = page.items.map(async ({ object }): Promise<StoredObject | undefined> => {
    const { name = '', namespace = '' } = object.metadata ?? {};
    const one: RequestContext = {
      ...context,
      info: { ...context.info, name, namespace: namespace || context.info.namespace },
    };
    // There may be a hundred thousand of them.
    await context.server.environment.turn();
    try {
      return (await deleteObject(one, name, options)).stored;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  });
  const items = (await Promise.all(deletions)).filter((stored) => stored !== undefined);
  return { items, revision: page.revision };
}
