import type { V1Scale } from '../../api/index.ts';
import {
  badRequest,
  conflict,
  deepFreeze,
  fieldInvalid,
  invalid,
  type KubeObject,
  notFound,
} from '../../apimachinery/index.ts';
import { part, withPart } from '../pipeline/strategies/index.ts';
import { decodeBody } from '../request/body.ts';
import type { RequestContext } from '../request/request-context.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { get } from '../verbs/get.ts';
import { patchedScale } from '../verbs/patch.ts';
import { replace } from '../verbs/replace.ts';

/**
 * The number of replicas of any workload, as autoscaling/v1 Scale. Mirrors kubernetes pkg/registry/apps/deployment/storage
 * (ScaleREST) and its siblings.
 */
export async function getScale(context: RequestContext): Promise<KubeObject> {
  return scaleOf(context, await get(context));
}

const scaleKind = { group: 'autoscaling', version: 'v1', kind: 'Scale' };

export async function updateScale(context: RequestContext): Promise<KubeObject> {
  const scale = decodeBody(context, scaleKind) as V1Scale | undefined;
  if (scale === undefined) throw badRequest('the body of the request is missing');
  return applyScale(context, () => scale);
}

export function patchScale(context: RequestContext): Promise<KubeObject> {
  const change = patchedScale(context);
  return applyScale(context, (current) => change(current) as V1Scale);
}

async function applyScale(
  context: RequestContext,
  wanted: (current: KubeObject) => V1Scale,
): Promise<KubeObject> {
  const stored = await replace(context, context.info.name, (current) => {
    const scale = wanted(scaleObject(context, current));
    const { name = '', resourceVersion = '' } = scale.metadata ?? {};
    if (name !== '' && name !== context.info.name) {
      const says = `the name of the object (${name}) does not match the name on the URL (${context.info.name})`;
      throw badRequest(says);
    }
    if (resourceVersion !== '' && resourceVersion !== current.metadata?.resourceVersion) {
      throw conflict(context.kind.resource, context.info.name);
    }
    const replicas = scale.spec?.replicas ?? 0;
    if (!Number.isInteger(replicas) || replicas < 0) {
      const error = fieldInvalid('spec.replicas', replicas, 'must be greater than or equal to 0');
      throw invalid({ group: 'autoscaling', kind: 'Scale' }, context.info.name, [error]);
    }
    const spec = part(current, 'spec');
    return spec.replicas === replicas ? current : withPart(current, 'spec', { ...spec, replicas });
  });
  return scaleOf(context, stored);
}

function scaleOf(context: RequestContext, stored: StoredObject): KubeObject {
  return scaleObject(context, stored.object);
}

function scaleObject(context: RequestContext, object: KubeObject): KubeObject {
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
