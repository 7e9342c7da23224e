import type { V1Node, V1NodeCondition } from '../../api/index.ts';
import { findCondition, formatTime, setCondition } from '../../apimachinery/index.ts';

/** What a kubelet reports, and so what is not known of a node without one. */
const reported = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'] as const;

/** `True`, `False`, `Unknown`; undefined for a node that never said. */
export function readyStatus(node: V1Node): string | undefined {
  return findCondition(node.status?.conditions, 'Ready')?.status;
}

/**
 * The node with all that a kubelet reports turned to Unknown; the very same node when it is that already. Mirrors
 * kubernetes pkg/controller/nodelifecycle (tryUpdateNodeHealth).
 */
export function withUnknownConditions(node: V1Node, nowMs: number): V1Node {
  const before = node.status?.conditions ?? [];
  let conditions = before;
  for (const type of reported) {
    const old = findCondition(before, type);
    if (old?.status === 'Unknown') continue;
    const unknown = old === undefined ? neverReported(node, type, nowMs) : stoppedReporting(old, nowMs);
    conditions = setCondition(conditions, unknown, unknown.lastTransitionTime ?? '');
  }
  return conditions === before ? node : { ...node, status: { ...node.status, conditions } };
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
