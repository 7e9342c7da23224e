import type { V1Node, V1Pod } from '../../api/index.ts';
import { deepFreeze, formatTime } from '../../apimachinery/index.ts';
import { deriveKey } from '../../environment/index.ts';
import { BehaviourError } from '../behaviours/behaviour-error.ts';
import { matchesPattern } from '../behaviours/behaviours.ts';
import { fieldsOf, isFields } from '../behaviours/plain-fields.ts';
import { mirrorAnnotation, sourceAnnotation } from '../eviction/critical-pod.ts';

/** A manifest that lies on nodes. JSON. */
export interface DeclaredStaticPod {
  /** The nodes it is on; `*` stands for any characters. Default: all. */
  readonly node?: string;
  readonly pod: V1Pod;
}

const hashAnnotation = 'kubernetes.io/config.hash';
const seenAnnotation = 'kubernetes.io/config.seen';

/** Data (from a scenario file) as static pods. Throws BehaviourError; `path` says where the data stands. */
export function parseStaticPods(data: unknown, path: string): readonly DeclaredStaticPod[] {
  if (!Array.isArray(data)) throw new BehaviourError(path, 'must be a list');
  for (const [at, one] of data.entries()) {
    const { node, pod } = fieldsOf(one, `${path}[${at}]`, ['node', 'pod']);
    if (node !== undefined && typeof node !== 'string')
      throw new BehaviourError(`${path}[${at}].node`, 'must be the name of a node, or a pattern');
    checkPod(pod, `${path}[${at}].pod`);
  }
  return deepFreeze(data) as readonly DeclaredStaticPod[];
}

/** What the API server says of the rest, is told in the trace of the kubelet. */
function checkPod(pod: unknown, path: string): void {
  if (!isFields(pod) || pod.kind !== 'Pod' || pod.apiVersion !== 'v1')
    throw new BehaviourError(path, 'must be a Pod of v1');
  if (!isFields(pod.metadata) || typeof pod.metadata.name !== 'string')
    throw new BehaviourError(`${path}.metadata.name`, 'is required');
  if (!isFields(pod.spec) || !Array.isArray(pod.spec.containers))
    throw new BehaviourError(`${path}.spec.containers`, 'is required');
}

/** The manifests that lie on a node. */
export function staticPodsOn(declared: readonly DeclaredStaticPod[], node: string): readonly V1Pod[] {
  return declared.filter((one) => matchesPattern(one.node ?? '*', node)).map(({ pod }) => pod);
}

/**
 * What stands in the API server for a pod of a manifest. Mirrors kubernetes pkg/kubelet/config (applyDefaults) and pkg/kubelet/pod
 * (CreateMirrorPod). The hash is another than there.
 */
export function mirrorPodOf(
  { metadata = {}, spec }: V1Pod,
  { metadata: node = {} }: V1Node,
  nowMs: number,
): V1Pod {
  const { name: nodeName = '', uid: nodeUid = '' } = node;
  const hash =
    metadata.uid ?? deriveKey(`static/${nodeName}`, JSON.stringify({ metadata, spec })).slice(0, 32);
  const { uid: _, ...given } = metadata;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...given,
      name: `${metadata.name ?? ''}-${nodeName.toLowerCase()}`,
      namespace: metadata.namespace ?? 'default',
      annotations: {
        ...metadata.annotations,
        [hashAnnotation]: hash,
        [mirrorAnnotation]: hash,
        [seenAnnotation]: formatTime(nowMs),
        [sourceAnnotation]: 'file',
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: nodeName, uid: nodeUid, controller: true }],
    },
    spec: {
      ...spec,
      containers: spec?.containers ?? [],
      nodeName,
      tolerations: [...(spec?.tolerations ?? []), { operator: 'Exists', effect: 'NoExecute' }],
    },
  };
}

/** Whether a pod stands for one of a manifest. */
export function isMirrorPod({ metadata }: V1Pod): boolean {
  return metadata?.annotations?.[mirrorAnnotation] !== undefined;
}

/** Whether it stands for this very one. Mirrors kubernetes pkg/kubelet/pod (IsMirrorPodOf). */
export function isMirrorOf({ metadata }: V1Pod, mirror: V1Pod): boolean {
  return metadata?.annotations?.[mirrorAnnotation] === mirror.metadata?.annotations?.[mirrorAnnotation];
}
