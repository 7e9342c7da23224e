import { makeKey, notFound } from '../../apimachinery/index.ts';
import type { RequestContext } from '../request/request-context.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { parseResourceVersion, waitForVersion } from './resource-version.ts';

/** Mirrors kubernetes apiserver pkg/endpoints/handlers/get.go: unset as fresh as the store, 0 any, N not older. */
export async function get(context: RequestContext): Promise<StoredObject> {
  const { kind, info, server } = context;
  const namespace = kind.resource.namespaced ? info.namespace : '';
  const { resourceVersion } = context.request.query;
  const version = parseResourceVersion(resourceVersion, 'get');
  if (version !== undefined) await waitForVersion(server, version, resourceVersion);
  const stored =
    version === undefined
      ? await kind.storage.get(namespace, info.name)
      : kind.storage.cache.get(makeKey(namespace, info.name));
  if (stored === undefined) throw notFound(kind.resource, info.name);
  return stored;
}
