import type { V1Node, V1NodeCondition } from '../../api/index.ts';
import { formatTime } from '../../apimachinery/index.ts';

/** What a kubelet reports, and so what is not known of a node without one. */
const reported = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'] as const;

export function conditionOf(node: V1Node, type: string): V1NodeCondition | undefined {
  return node.status?.conditions?.find((condition) => condition.type === type);
}

/** `True`, `False`, `Unknown`; undefined for a node that never said. */
export function readyStatus(node: V1Node): string | undefined {
  return conditionOf(node, 'Ready')?.status;
}

/**
 * The node with all that a kubelet reports turned to Unknown; the very same node when it is that already. Mirrors
 * kubernetes pkg/controller/nodelifecycle (tryUpdateNodeHealth).
 */
export function withUnknownConditions(node: V1Node, nowMs: number): V1Node {
  const conditions = [...(node.status?.conditions ?? [])];
  let changed = false;
  for (const type of reported) {
    const at = conditions.findIndex((condition) => condition.type === type);
    const old = conditions[at];
    if (old?.status === 'Unknown') continue;
    changed = true;
    if (old === undefined) conditions.push(neverReported(node, type, nowMs));
    else conditions[at] = stoppedReporting(old, nowMs);
  }
  return changed ? { ...node, status: { ...node.status, conditions } } : node;
}

function neverReported(node: V1Node, type: string, nowMs: number): V1NodeCondition {
  const { creationTimestamp = formatTime(nowMs) } = node.metadata ?? {};
  return {
    type,
    status: 'Unknown',
    reason: 'NodeStatusNeverUpdated',
    message: 'Kubelet never posted node status.',
    lastHeartbeatTime: creationTimestamp,
    lastTransitionTime: formatTime(nowMs),
  };
}

function stoppedReporting(old: V1NodeCondition, nowMs: number): V1NodeCondition {
  return {
    ...old,
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
    lastTransitionTime: formatTime(nowMs),
  };
}
