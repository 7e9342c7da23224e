import { isCustom, type ScalePaths, type V1Scale } from '../../api/index.ts';
import {
  type ApiResponse,
  badRequest,
  deepFreeze,
  fieldInvalid,
  goQuote,
  internalError,
  invalid,
  type KubeObject,
  notFound,
  ownersOfScale,
  ownersOfScaled,
  type ReplicasPath,
  reshare,
} from '../../apimachinery/index.ts';
import { withMetadata } from '../pipeline/strategies/index.ts';
import { type ObjectView, resourceUpdate, type UpdateStrategy } from '../pipeline/update-strategy.ts';
import { preparedAndServed } from '../registry/served-kind.ts';
import { bodyType } from '../request/body-type.ts';
import type { RequestContext } from '../request/request-context.ts';
import { scaleResponse } from '../respond/responses.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { get } from '../verbs/get.ts';
import { patch } from '../verbs/patch.ts';
import { update } from '../verbs/update.ts';
import type { Subresource } from './subresource.ts';

const view: ObjectView = {
  type: () => bodyType({ group: 'autoscaling', version: 'v1', kind: 'Scale' }),
  read: (context, object) => scaleOf(context, object, unsetReplicas),
  readOwned(context, object) {
    const managedFields = ownersOfScale(object.metadata?.managedFields, pathIn(context));
    const scale = view.read(context, object);
    return managedFields === undefined ? scale : deepFreeze(withMetadata(scale, { managedFields }));
  },
  write(context, scale, object) {
    const { replicas = 0 } = (scale as V1Scale).spec ?? {};
    if (replicas === unsetReplicas) {
      const path = goQuote(pathsOf(context).specReplicasPath);
      throw badRequest(`the spec replicas field ${path} cannot be empty`);
    }
    // What a custom resource may not say is said by its own rules.
    if (replicas < 0 && !isCustom(context.kind.resource)) {
      const error = fieldInvalid('spec.replicas', replicas, 'must be greater than or equal to 0');
      throw invalid({ group: 'autoscaling', kind: 'Scale' }, object.metadata?.name ?? '', [error]);
    }
    const { managedFields } = object.metadata ?? {};
    const { apiVersion } = context.kind;
    const owners = ownersOfScaled(managedFields, scale.metadata?.managedFields, apiVersion, pathIn(context));
    const scaled = pathsOf(context).withReplicas(object, replicas);
    return reshare(object, withMetadata(scaled, { managedFields: owners })) as KubeObject;
  },
};

/** Where the versions of the kind keep their replicas. */
function pathIn({ kind, server }: RequestContext): ReplicasPath {
  return (apiVersion) => {
    const [version = '', group = ''] = apiVersion.split('/').reverse();
    const found = server.resources.get({ group, version, resource: kind.resource.resource });
    if (found === undefined) return undefined;
    const path = found.scale?.specReplicasPath.split('.').slice(1);
    return path?.map((name) => `f:${name}`) ?? null;
  };
}

const scaleUpdate: UpdateStrategy = { ...resourceUpdate, warns: false, view };

/**
 * The number of replicas of any workload, as autoscaling/v1 Scale. Mirrors kubernetes pkg/registry/apps/deployment/storage
 * (ScaleREST) and its siblings.
 */
export const scale: Subresource = {
  name: 'scale',
  verbs: {
    get: async (context) => answer(context, await get(context)),
    update: async (context) => answer(context, await update(context, scaleUpdate)),
    patch: async (context) => answer(context, await patch(context, scaleUpdate)),
  },
};

async function answer(context: RequestContext, stored: StoredObject): Promise<ApiResponse> {
  const { object } = await preparedAndServed(context.kind, stored);
  return scaleResponse(context, scaleOf(context, object));
}

function pathsOf({ kind, info }: RequestContext): ScalePaths {
  if (kind.scale === undefined) throw notFound(kind.resource, info.name);
  return kind.scale;
}

/** What stands where nothing does, so that it is known afterwards whether somebody set it. */
const unsetReplicas = -(2 ** 31);

function scaleOf(context: RequestContext, object: KubeObject, unset?: number): KubeObject {
  const paths = pathsOf(context);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata ?? {};
  const selector = paths.selector(object);
  const replicas = paths.specReplicas(object) ?? unset;
  if (replicas === undefined) {
    throw internalError(`the spec replicas field ${goQuote(paths.specReplicasPath)} does not exist`);
  }
  return deepFreeze({
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas },
    status: { replicas: paths.statusReplicas(object), ...(selector === '' ? {} : { selector }) },
  } as KubeObject);
}
