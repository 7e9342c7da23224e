import { type KubeObject, notFound } from '../../../apimachinery/index.ts';
import type { RequestContext } from '../../request/request-context.ts';

/** An object of the core group as it is now; undefined: there is none. */
export async function lookUp<Kind extends KubeObject>(
  { server }: RequestContext,
  resource: string,
  namespace: string,
  name: string,
): Promise<Kind | undefined> {
  const stored = await server.resources.preferred('', resource)?.storage.get(namespace, name);
  return stored?.object as Kind | undefined;
}

/** The same. Throws NotFound, which names the resource that was asked for, as in Kubernetes. */
export async function find<Kind extends KubeObject>(
  context: RequestContext,
  resource: string,
  namespace: string,
  name: string,
): Promise<Kind> {
  const found = await lookUp<Kind>(context, resource, namespace, name);
  if (found === undefined) throw notFound(context.kind.resource, name);
  return found;
}
