import type { V1Scale } from '../../api/index.ts';
import { deepFreeze, fieldInvalid, invalid, type KubeObject, notFound } from '../../apimachinery/index.ts';
import { part, withPart } from '../pipeline/strategies/index.ts';
import { type ObjectView, resourceUpdate, type UpdateStrategy } from '../pipeline/update-strategy.ts';
import { bodyType } from '../request/body-type.ts';
import type { RequestContext } from '../request/request-context.ts';
import { scaleResponse } from '../respond/responses.ts';
import { get } from '../verbs/get.ts';
import { patch } from '../verbs/patch.ts';
import { update } from '../verbs/update.ts';
import type { Subresource } from './subresource.ts';

const view: ObjectView = {
  type: () => bodyType({ group: 'autoscaling', version: 'v1', kind: 'Scale' }),
  read: scaleOf,
  write(_context, scale, object) {
    const { replicas = 0 } = (scale as V1Scale).spec ?? {};
    if (replicas < 0) {
      const error = fieldInvalid('spec.replicas', replicas, 'must be greater than or equal to 0');
      throw invalid({ group: 'autoscaling', kind: 'Scale' }, object.metadata?.name ?? '', [error]);
    }
    const spec = part(object, 'spec');
    return spec.replicas === replicas ? object : withPart(object, 'spec', { ...spec, replicas });
  },
};

const scaleUpdate: UpdateStrategy = { ...resourceUpdate, warns: false, view };

/**
 * The number of replicas of any workload, as autoscaling/v1 Scale. Mirrors kubernetes pkg/registry/apps/deployment/storage
 * (ScaleREST) and its siblings.
 */
export const scale: Subresource = {
  name: 'scale',
  verbs: {
    get: async (context) => scaleResponse(context, scaleOf(context, (await get(context)).object)),
    update: async (context) =>
      scaleResponse(context, scaleOf(context, (await update(context, scaleUpdate)).object)),
    patch: async (context) =>
      scaleResponse(context, scaleOf(context, (await patch(context, scaleUpdate)).object)),
  },
};

function scaleOf(context: RequestContext, object: KubeObject): KubeObject {
  const paths = context.kind.scale;
  if (paths === undefined) throw notFound(context.kind.resource, context.info.name);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata ?? {};
  const selector = paths.selector(object);
  return deepFreeze({
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: paths.specReplicas(object) },
    status: { replicas: paths.statusReplicas(object), ...(selector === '' ? {} : { selector }) },
  } as KubeObject);
}
