import { badRequest, methodNotSupported, notFound } from '../../apimachinery/index.ts';
import type { ServedKind } from '../registry/served-kind.ts';
import type { RequestInfo } from '../request/request-info.ts';
import type { Handler } from '../subresources/index.ts';

/** What answers each verb, in one place of a path. */
type Handlers = Readonly<Record<string, Handler>>;

/** Whether objects of a custom resource may lie where the path says. */
export function isInScope({ resource }: ServedKind, { namespace, verb }: RequestInfo): boolean {
  if (!resource.namespaced) return namespace === '';
  return namespace !== '' || verb === 'list' || verb === 'watch';
}

/**
 * What answers a request to a custom resource, which is found by its verb where built-in ones are by their routes. Throws in
 * the words of apiextensions-apiserver pkg/apiserver (crdHandler.ServeHTTP), which it mirrors.
 */
export function customRoute(
  kind: ServedKind,
  info: RequestInfo,
  handlersOf: (subresource: string) => Handlers,
): Handler {
  const { resource, verbs } = kind;
  const { name, verb, subresource } = info;
  const served =
    subresource === '' ? verbs : resource.subresources.find((one) => one.name === subresource)?.verbs;
  if (served === undefined) throw notFound(resource, name);
  const handler = handlersOf(subresource)[verb];
  if (handler === undefined || !served.includes(verb)) throw methodNotSupported(resource, verb);
  if (name === '' && (verb === 'update' || verb === 'patch')) throw badRequest('name must be provided');
  return handler;
}
