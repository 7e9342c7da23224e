import type { V1Binding, V1Pod, V1PodCondition } from '../../api/index.ts';
import {
  aggregateMessages,
  badRequest,
  conflict,
  deepFreeze,
  fieldErrorText,
  fieldNotSupported,
  fieldRequired,
  formatTime,
  type KubeObject,
  type ObjectMeta,
  unclassified,
} from '../../apimachinery/index.ts';
import { admit } from '../pipeline/admission/index.ts';
import { checkNames } from '../pipeline/object-rules.ts';
import { withMetadata, withPart } from '../pipeline/strategies/index.ts';
import { decodeObject } from '../request/body.ts';
import { bodyType } from '../request/body-type.ts';
import type { RequestContext } from '../request/request-context.ts';
import { objectResponse } from '../respond/responses.ts';
import { preconditionConflict } from '../verbs/precondition-conflict.ts';
import type { Subresource } from './subresource.ts';

const bindingType = { group: '', version: 'v1', kind: 'Binding' };

/** The answer of the scheduler. */
export const binding: Subresource = {
  name: 'binding',
  verbs: {
    create: async (context) => {
      const given = decodeObject(context, bodyType(bindingType));
      return objectResponse(await bind(context, given), 201);
    },
  },
};

/**
 * Puts the pod that the path names on a node, once. Mirrors kubernetes pkg/registry/core/pod/storage (BindingREST.Create,
 * assignPod, setPodNodeAndMetadata).
 */
export async function bind(context: RequestContext, given: KubeObject): Promise<KubeObject> {
  const { kind, info, origin, server } = context;
  checkNames(context, given.metadata ?? {});
  const admitted = await admit(context, 'CREATE', given, (asked) => checkBinding(context, asked));
  if (info.name === '') throw badRequest('Name parameter required.');
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

/** Throws what Kubernetes tells without a reason. Mirrors ValidatePodBinding. */
function checkBinding({ info }: RequestContext, asked: KubeObject): void {
  if ((asked.metadata?.name ?? '') !== info.name) {
    throw badRequest('name in URL does not match name in Binding object');
  }
  const { kind = '', name = '' } = (asked as V1Binding).target ?? {};
  const errors = [
    ...(kind === '' || kind === 'Node' ? [] : [fieldNotSupported('target.kind', kind, ['Node', '<empty>'])]),
    ...(name === '' ? [fieldRequired('target.name')] : []),
  ];
  if (errors.length > 0) throw unclassified(aggregateMessages(errors.map(fieldErrorText)));
}

function bound(context: RequestContext, pod: V1Pod, asked: V1Binding, nowText: string): KubeObject {
  // Kubernetes tells of the place that could not be given.
  const place = { group: '', resource: 'pods/binding' };
  const { metadata = {}, spec } = pod;
  const { name = '', deletionTimestamp } = metadata;
  const { uid = '', resourceVersion = '' } = asked.metadata ?? {};
  if (uid !== '' && uid !== metadata.uid) throw preconditionConflict(context, 'UID', uid, pod);
  if (resourceVersion !== '' && resourceVersion !== metadata.resourceVersion)
    throw preconditionConflict(context, 'ResourceVersion', resourceVersion, pod);
  if (deletionTimestamp !== undefined)
    throw conflict(place, name, `pod ${name} is being deleted, cannot be assigned to a host`);
  const assigned = spec?.nodeName ?? '';
  if (assigned !== '')
    throw conflict(place, name, `pod ${name} is already assigned to node ${JSON.stringify(assigned)}`);
  if ((spec?.schedulingGates ?? []).length > 0) {
    throw conflict(place, name, `pod ${name} has non-empty .spec.schedulingGates`);
  }
  const placed = withPart(pod, 'spec', { ...spec, nodeName: asked.target.name });
  const { nominatedNodeName: _, ...status } = pod.status ?? {};
  return withPart(withGiven(placed, asked.metadata ?? {}), 'status', {
    ...status,
    conditions: scheduled(pod, nowText),
  });
}

/** Labels and annotations of the binding go over to the pod. */
function withGiven(pod: KubeObject, { labels, annotations }: ObjectMeta): KubeObject {
  if (labels === undefined && annotations === undefined) return pod;
  const { metadata = {} } = pod;
  return withMetadata(pod, {
    ...(labels && { labels: { ...metadata.labels, ...labels } }),
    ...(annotations && { annotations: { ...metadata.annotations, ...annotations } }),
  });
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
