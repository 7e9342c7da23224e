import type { V1Binding, V1Pod, V1PodCondition } from '../../api/index.ts';
import {
  badRequest,
  conflict,
  deepFreeze,
  fieldInvalid,
  formatTime,
  invalid,
  type KubeObject,
} from '../../apimachinery/index.ts';
import { admit } from '../pipeline/admission/index.ts';
import { withMetadata, withPart } from '../pipeline/strategies/index.ts';
import { decodeBody } from '../request/body.ts';
import type { RequestContext } from '../request/request-context.ts';
import { objectResponse } from '../respond/responses.ts';
import { uidConflict } from '../verbs/precondition-conflict.ts';
import type { Subresource } from './subresource.ts';

/** The answer of the scheduler. */
export const binding: Subresource = {
  name: 'binding',
  verbs: { create: async (context) => objectResponse(await bind(context), 201) },
};

/**
 * Puts a pod on a node, once. Mirrors kubernetes pkg/registry/core/pod/storage (BindingREST.Create, assignPod,
 * setPodNodeAndMetadata).
 */
export async function bind(context: RequestContext): Promise<KubeObject> {
  const { kind, info, origin, server } = context;
  const given = decodeBody(context, { group: '', version: 'v1', kind: 'Binding' });
  if (given === undefined) throw badRequest('the body of the request is missing');
  const admitted = await admit(context, 'CREATE', given as KubeObject, (asked) =>
    checkBinding(context, asked),
  );
  const nowText = formatTime(server.environment.clock.now());
  await kind.storage.update(
    info.namespace,
    info.name,
    (current) => bound(context, current as V1Pod, admitted as V1Binding, nowText),
    origin,
  );
  return created;
}

/** Mirrors the Status that a binding answers with. */
const created = deepFreeze({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });

function checkBinding({ info }: RequestContext, asked: KubeObject): void {
  const { name } = info;
  if ((asked.metadata?.name ?? name) !== name) {
    throw badRequest('name in URL does not match name in Binding object');
  }
  const { target } = asked as V1Binding;
  const errors = [];
  if ((target?.kind ?? '') !== '' && target?.kind !== 'Node') {
    errors.push(fieldInvalid('target.kind', target?.kind, 'must be empty or "Node"'));
  }
  if ((target?.name ?? '') === '') errors.push(fieldInvalid('target.name', '', 'must not be empty'));
  if (errors.length > 0) throw invalid({ group: '', kind: 'Binding' }, name, errors);
}

function bound(context: RequestContext, pod: V1Pod, asked: V1Binding, nowText: string): KubeObject {
  const { resource } = context.kind;
  // Kubernetes tells of the place that could not be given.
  const place = { group: '', resource: 'pods/binding' };
  const { name = '', uid, resourceVersion, deletionTimestamp } = pod.metadata ?? {};
  const given = asked.metadata ?? {};
  if (given.uid !== undefined && given.uid !== '' && given.uid !== uid) {
    throw uidConflict(context, given.uid, pod);
  }
  if ((given.resourceVersion ?? '') !== '' && given.resourceVersion !== resourceVersion)
    throw conflict(resource, name);
  if (deletionTimestamp !== undefined)
    throw conflict(place, name, `pod ${name} is being deleted, cannot be assigned to a host`);
  const assigned = pod.spec?.nodeName ?? '';
  if (assigned !== '')
    throw conflict(place, name, `pod ${name} is already assigned to node ${JSON.stringify(assigned)}`);
  if ((pod.spec?.schedulingGates ?? []).length > 0) {
    throw conflict(place, name, `pod ${name} has non-empty .spec.schedulingGates`);
  }
  const placed = withPart(pod, 'spec', { ...pod.spec, nodeName: asked.target.name });
  const withAnnotations =
    given.annotations === undefined
      ? placed
      : withMetadata(placed, { annotations: { ...pod.metadata?.annotations, ...given.annotations } });
  return withPart(withAnnotations, 'status', { ...pod.status, conditions: scheduled(pod, nowText) });
}

function scheduled(pod: V1Pod, nowText: string): readonly V1PodCondition[] {
  const condition = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: nowText,
  };
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
  return [...others, condition as unknown as V1PodCondition];
}
