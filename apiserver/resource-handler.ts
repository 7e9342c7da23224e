import { isCustom } from '../api/index.ts';
import {
  type ApiResponse,
  badRequest,
  deepFreeze,
  goQuote,
  groupResource,
  type KubeObject,
  type Status,
  StatusError,
  validatePathSegmentName,
} from '../apimachinery/index.ts';
import { customRoute } from './custom-resources/custom-route.ts';
import { noSuchMethod, noSuchPath } from './documents/documents.ts';
import { Admission } from './pipeline/admission/index.ts';
import { preparedAndServed, type ServedKind } from './registry/served-kind.ts';
import type { RequestContext } from './request/request-context.ts';
import type { RequestInfo } from './request/request-info.ts';
import { listResponse, objectResponse, storedResponse, watchResponse } from './respond/responses.ts';
import type { StoredObject } from './storage/stored-object.ts';
import { type Handler, review, subresourceOf } from './subresources/index.ts';
import { componentStatusVerbs } from './verbs/component-statuses.ts';
import { create } from './verbs/create.ts';
import type { Written } from './verbs/create-instead.ts';
import { deleteObject, deleteOptions } from './verbs/delete.ts';
import { deleteCollection } from './verbs/delete-collection.ts';
import { get } from './verbs/get.ts';
import { list } from './verbs/list.ts';
import { patchOrCreate } from './verbs/patch-or-create.ts';
import { updateOrCreate } from './verbs/update-or-create.ts';
import { watch } from './verbs/watch.ts';

/** What every resource answers to. */
const verbs: Readonly<Record<string, Handler>> = {
  get: async (context) => storedResponse(context, await get(context)),
  list: async (context) => listResponse(context, await list(context)),
  watch: async (context) => watchResponse(context, await watch(context)),
  create: async (context) => review(context) ?? created(context, await create(context)),
  update: async (context) => written(context, await updateOrCreate(context)),
  patch: async (context) => written(context, await patchOrCreate(context)),
  delete: remove,
  deletecollection: async (context) => listResponse(context, await deleteCollection(context)),
};

/** Kinds whose objects are not stored. */
const unstored: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  componentstatuses: componentStatusVerbs,
};

function verbsOf({ resource }: ServedKind): Readonly<Record<string, Handler>> {
  return unstored[groupResource(resource)] ?? verbs;
}

async function written(context: RequestContext, { stored, isNew }: Written): Promise<ApiResponse> {
  return isNew ? created(context, stored) : storedResponse(context, stored);
}

async function created(context: RequestContext, stored: StoredObject): Promise<ApiResponse> {
  if (!context.origin.dryRun) return storedResponse(context, stored, 201);
  const { object } = await preparedAndServed(context.kind, stored);
  // What was not stored has no version but that it was given.
  const { resourceVersion: _, ...metadata } = object.metadata ?? {};
  const version = stored.object.metadata?.resourceVersion;
  const given =
    version === undefined || version === '0' ? metadata : { ...metadata, resourceVersion: version };
  return objectResponse({ ...object, metadata: given }, 201);
}

/** What answers a request to a resource. Throws the StatusError of a path or a method that it does not have. */
export function handlerOf(kind: ServedKind, info: RequestInfo, method: string): Handler {
  checkName(info);
  const handlersOf = (subresource: string) =>
    subresource === '' ? verbsOf(kind) : (subresourceOf(kind, subresource)?.verbs ?? {});
  if (isCustom(kind.resource)) return customRoute(kind, info, handlersOf);
  checkTarget(kind, info);
  const { resource } = kind;
  const served =
    info.subresource === '' ? resource : resource.subresources.find(({ name }) => name === info.subresource);
  if (served === undefined) throw new StatusError(noSuchPath);
  const anyMethod = info.subresource === '' ? undefined : subresourceOf(kind, info.subresource)?.anyMethod;
  if (anyMethod !== undefined) return anyMethod;
  const handler = handlersOf(info.subresource)[info.verb];
  // A watch is a list by its route: what can only be listed says so itself.
  const route = info.verb === 'watch' ? 'list' : info.verb;
  // Kubernetes routes built-in kinds by method, and has no routes for HEAD.
  if (handler === undefined || !served.verbs.includes(route) || method === 'HEAD') {
    throw new StatusError(noSuchMethod);
  }
  return handler;
}

/** Collections are created in and deleted from, names are read, replaced and patched; nothing else has a route. */
function checkTarget({ resource }: ServedKind, info: RequestInfo): void {
  const { name, namespace, verb, subresource } = info;
  const allNamespaces = resource.namespaced && namespace === '';
  if (allNamespaces && name !== '') throw new StatusError(noSuchPath);
  // A request for a namespace is said to be in it.
  const inNamespace = namespace !== '' && resource.resource !== 'namespaces';
  if (inNamespace && !resource.namespaced) throw new StatusError(noSuchPath);
  const wrong =
    name === ''
      ? verb === 'update' || verb === 'patch' || (allNamespaces && verb !== 'list' && verb !== 'watch')
      : verb === 'create' && subresource === '';
  if (wrong) throw new StatusError(noSuchMethod);
}

function checkName({ name }: RequestInfo): void {
  const [problem] = name === '' ? [] : validatePathSegmentName(name);
  if (problem !== undefined) throw badRequest(`Name parameter invalid: ${goQuote(name)}: ${problem}`);
}

/** Answers a request to a resource of the API. Rejects with StatusError. */
export function handleResource(context: RequestContext, handler: Handler): Promise<ApiResponse> {
  const answer = handler(context);
  const { reserved } = context.kind;
  return reserved === undefined ? answer : answer.finally(() => reserved.release(context));
}

async function remove(context: RequestContext): Promise<ApiResponse> {
  const { kind, info } = context;
  const options = deleteOptions(context);
  const admission = new Admission(context, 'DELETE', options);
  const { stored, removed } = await deleteObject(context, info.name, options, admission);
  if (!removed || kind.returnsDeleted) {
    return storedResponse(context, stored, !removed && options.orphanDependents === false ? 202 : 200);
  }
  return objectResponse(deletedStatus(context, stored.object));
}

/** A Status without a code, as Kubernetes' stores make it. */
function deletedStatus(context: RequestContext, object: KubeObject): Omit<Status, 'code'> {
  const { group, resource } = context.kind.resource;
  return deepFreeze({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: object.metadata?.name ?? '',
      ...(group === '' ? {} : { group }),
      kind: resource,
      uid: object.metadata?.uid ?? '',
    },
  });
}
