import {
  type ApiResponse,
  deepFreeze,
  type KubeObject,
  type Status,
  StatusError,
} from '../apimachinery/index.ts';
import { noSuchMethod, noSuchPath } from './documents/documents.ts';
import type { RequestContext } from './request/request-context.ts';
import {
  listResponse,
  objectResponse,
  scaleResponse,
  storedResponse,
  watchResponse,
} from './respond/responses.ts';
import type { StoredObject } from './storage/stored-object.ts';
import { bind } from './subresources/binding.ts';
import { evict } from './subresources/eviction.ts';
import { finalizeNamespace } from './subresources/finalize.ts';
import { review } from './subresources/reviews.ts';
import { getScale, patchScale, updateScale } from './subresources/scale.ts';
import { unplayed } from './subresources/unplayed.ts';
import { create } from './verbs/create.ts';
import { deleteObject, deleteOptions } from './verbs/delete.ts';
import { deleteCollection } from './verbs/delete-collection.ts';
import { get } from './verbs/get.ts';
import { list } from './verbs/list.ts';
import { patch } from './verbs/patch.ts';
import { update } from './verbs/update.ts';
import { watch } from './verbs/watch.ts';

type Handler = (context: RequestContext) => Promise<ApiResponse>;

/** What every resource answers to. */
const verbs: Readonly<Record<string, Handler>> = {
  get: async (context) => storedResponse(context, await get(context)),
  list: async (context) => listResponse(context, await list(context)),
  watch: async (context) => watchResponse(context, await watch(context)),
  create: async (context) => review(context) ?? created(context, await create(context)),
  update: async (context) => {
    const { stored, created } = await update(context);
    return storedResponse(context, stored, created ? 201 : 200);
  },
  patch: async (context) => storedResponse(context, await patch(context)),
  delete: remove,
  deletecollection: async (context) => listResponse(context, await deleteCollection(context)),
};

function created(context: RequestContext, stored: StoredObject): ApiResponse {
  if (!context.origin.dryRun) return storedResponse(context, stored, 201);
  // What was not stored has no version.
  const { resourceVersion: _, ...metadata } = stored.object.metadata ?? {};
  return objectResponse({ ...stored.object, metadata }, 201);
}

const status: Readonly<Record<string, Handler>> = {
  get: async (context) => storedResponse(context, await get(context)),
  update: async (context) => storedResponse(context, (await update(context)).stored),
  patch: async (context) => storedResponse(context, await patch(context)),
};

const scale: Readonly<Record<string, Handler>> = {
  get: async (context) => scaleResponse(context, await getScale(context)),
  update: async (context) => scaleResponse(context, await updateScale(context)),
  patch: async (context) => scaleResponse(context, await patchScale(context)),
};

/** Every subresource there is, by name, and who answers it. */
const subresources: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  '': verbs,
  status,
  scale,
  binding: { create: async (context) => objectResponse(await bind(context), 201) },
  eviction: { create: async (context) => objectResponse(await evict(context), 201) },
  finalize: { update: async (context) => storedResponse(context, await finalizeNamespace(context)) },
  ephemeralcontainers: status,
  resize: status,
};

/** Answers a request to a resource of the API. Throws StatusError. */
export function handleResource(context: RequestContext): Promise<ApiResponse> {
  const { info, kind, request } = context;
  const { resource } = kind;
  const served =
    info.subresource === '' ? resource : resource.subresources.find(({ name }) => name === info.subresource);
  if (served === undefined) throw new StatusError(noSuchPath);
  const handler = subresources[info.subresource]?.[info.verb];
  // Kubernetes routes built-in kinds by method, and has no routes for HEAD.
  if (handler === undefined || !served.verbs.includes(info.verb) || request.method === 'HEAD') {
    throw new StatusError(unplayed(info.subresource) ?? noSuchMethod);
  }
  const answer = handler(context);
  return kind.strategy.claims === true
    ? answer.finally(() => context.server.claims.release(context))
    : answer;
}

async function remove(context: RequestContext): Promise<ApiResponse> {
  const { kind, info } = context;
  const options = deleteOptions(context);
  const { stored, removed } = await deleteObject(context, info.name, options);
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
