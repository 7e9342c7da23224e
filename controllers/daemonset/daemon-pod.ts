import { appsV1, type V1DaemonSet, type V1Pod, type V1PodSpec, type V1Toleration } from '../../api/index.ts';
import { parseInt64 } from '../../apimachinery/index.ts';
import { podFromTemplate } from '../kit/pod-from-template.ts';

/** The label that tells the pods of one revision from those of another. */
export const revisionHashLabel = 'controller-revision-hash';

const generationLabel = 'pod-template-generation';
const generationAnnotation = 'deprecated.daemonset.template.generation';

const always: readonly (readonly [key: string, effect: string])[] = [
  ['node.kubernetes.io/not-ready', 'NoExecute'],
  ['node.kubernetes.io/unreachable', 'NoExecute'],
  ['node.kubernetes.io/disk-pressure', 'NoSchedule'],
  ['node.kubernetes.io/memory-pressure', 'NoSchedule'],
  ['node.kubernetes.io/pid-pressure', 'NoSchedule'],
  ['node.kubernetes.io/unschedulable', 'NoSchedule'],
];
const onHostNetwork = ['node.kubernetes.io/network-unavailable', 'NoSchedule'] as const;

/**
 * What daemon pods tolerate: their own tolerations, and for ever what the troubles of a node taint it with. Mirrors
 * kubernetes pkg/controller/daemon/util (AddOrUpdateDaemonPodTolerations).
 */
export function daemonTolerations({ tolerations = [], hostNetwork }: V1PodSpec): readonly V1Toleration[] {
  const all = [...tolerations];
  for (const [key, effect] of hostNetwork === true ? [...always, onHostNetwork] : always) {
    const toleration: V1Toleration = { key, operator: 'Exists', effect };
    const isSame = (one: V1Toleration) =>
      one.key === key && one.operator === 'Exists' && one.effect === effect && (one.value ?? '') === '';
    if (!all.some(isSame)) all.push(toleration);
    else for (const [at, one] of all.entries()) if (isSame(one)) all[at] = toleration;
  }
  return all;
}

/**
 * The pod of a DaemonSet's revision, but for its node. Mirrors kubernetes pkg/controller/daemon/util (CreatePodTemplate).
 */
export function daemonPod(daemonSet: V1DaemonSet, hash: string): V1Pod {
  const template = daemonSet.spec?.template;
  const spec = template?.spec ?? { containers: [] };
  const generation = templateGeneration(daemonSet);
  const labels = {
    ...template?.metadata?.labels,
    ...(generation !== undefined && { [generationLabel]: generation }),
    [revisionHashLabel]: hash,
  };
  const made = {
    metadata: { ...template?.metadata, labels },
    spec: { ...spec, tolerations: daemonTolerations(spec) },
  };
  return podFromTemplate(made, daemonSet, appsV1.daemonSets);
}

/**
 * The pod as the scheduler puts it on this node, and on no other. Mirrors kubernetes pkg/controller/daemon/util
 * (ReplaceDaemonSetPodNodeNameNodeAffinity).
 */
export function onNode(pod: V1Pod, node: string): V1Pod {
  const affinity = pod.spec?.affinity;
  const nodeSelectorTerms = [
    { matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] },
  ] as const;
  const nodeAffinity = {
    ...affinity?.nodeAffinity,
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms },
  };
  return { ...pod, spec: { containers: [], ...pod.spec, affinity: { ...affinity, nodeAffinity } } };
}

/**
 * The node a pod is on, or is made for; undefined if it says none. Mirrors kubernetes pkg/controller/daemon/util
 * (GetTargetNodeName).
 */
export function targetNode({ spec }: V1Pod): string | undefined {
  if ((spec?.nodeName ?? '') !== '') return spec?.nodeName;
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  for (const { matchFields = [] } of required?.nodeSelectorTerms ?? []) {
    for (const { key, operator, values = [] } of matchFields) {
      if (key === 'metadata.name' && operator === 'In') return values.length === 1 ? values[0] : undefined;
    }
  }
  return undefined;
}

/**
 * Whether a pod is of this revision, by its hash or by the count of templates that old versions of Kubernetes kept.
 * Mirrors kubernetes pkg/controller/daemon/util (IsPodUpdated).
 */
export function isUpdated({ metadata }: V1Pod, daemonSet: V1DaemonSet, hash: string): boolean {
  const labels = metadata?.labels ?? {};
  if (hash !== '' && labels[revisionHashLabel] === hash) return true;
  const generation = templateGeneration(daemonSet);
  return generation !== undefined && labels[generationLabel] === generation;
}

/** Mirrors kubernetes pkg/controller/daemon/util (GetTemplateGeneration). */
function templateGeneration({ metadata }: V1DaemonSet): string | undefined {
  const text = metadata?.annotations?.[generationAnnotation];
  return text === undefined ? undefined : parseInt64(text)?.toString();
}
