import type { V1Node, V1Pod } from '../../api/index.ts';
import { requiredNodeAffinity, toleratesAll } from '../../component-helpers/index.ts';
import type { Rejection } from '../node/node-resources.ts';
import type { PodAllocation } from './pod-allocation.ts';

/** What the nodes here run. */
const os = 'linux';

/**
 * Why a node does not take a pod that is bound to it; undefined: it does. Of several reasons the first is told. Mirrors
 * kubernetes pkg/kubelet/lifecycle (predicateAdmitHandler) and pkg/scheduler (AdmissionCheck). `node` is undefined while the
 * kubelet has not seen its own.
 */
export function admissionProblem(
  pod: V1Pod,
  node: V1Node | undefined,
  allocation: PodAllocation,
): Rejection | undefined {
  return (
    osProblem(pod) ??
    allocation.shortage() ??
    affinityProblem(pod, node) ??
    allocation.portConflict() ??
    taintProblem(pod, node)
  );
}

/** Whether it is nothing but the labels of the node, as far as they are known, that a pod is refused for. */
export function affinityProblem(pod: V1Pod, node: V1Node | undefined): Rejection | undefined {
  const matches = requiredNodeAffinity(pod);
  if (matches === undefined || node === undefined) return undefined;
  const { name = '', labels = {} } = node.metadata ?? {};
  return matches({ name, labels })
    ? undefined
    : failed('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
}

/** The label is one of the pod: so it is in Kubernetes. */
function osProblem({ metadata, spec }: V1Pod): Rejection | undefined {
  const label = metadata?.labels?.['kubernetes.io/os'];
  if (label !== undefined && label !== os)
    return {
      reason: 'PodOSSelectorNodeLabelDoesNotMatch',
      message: "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label",
    };
  if (spec?.os === undefined || spec.os.name === os) return undefined;
  return {
    reason: 'PodOSNotSupported',
    message: "Failed to admit pod as the OS field doesn't match node OS",
  };
}

/** A kubelet cares for taints that let nobody stay, and for no others. */
function taintProblem({ spec }: V1Pod, node: V1Node | undefined): Rejection | undefined {
  const taints = node?.spec?.taints?.filter(({ effect }) => effect === 'NoExecute') ?? [];
  if (toleratesAll(spec?.tolerations ?? [], taints)) return undefined;
  return failed('TaintToleration', "node(s) had taints that the pod didn't tolerate");
}

function failed(predicate: string, why: string): Rejection {
  return { reason: predicate, message: `Predicate ${predicate} failed: ${why}` };
}
