import type { V1Node, V1Taint } from '../../api/index.ts';
import { formatTime } from '../../apimachinery/index.ts';
import { sameTaint } from '../../component-helpers/index.ts';
import { readyStatus } from './node-conditions.ts';

export const notReadyKey = 'node.kubernetes.io/not-ready';
export const unreachableKey = 'node.kubernetes.io/unreachable';
const unschedulableKey = 'node.kubernetes.io/unschedulable';

/** Which taint a condition's status asks for. Mirrors nodeConditionToTaintKeyStatusMap. */
const taintKeys: readonly { readonly type: string; readonly status: string; readonly key: string }[] =
  Object.freeze([
    { type: 'Ready', status: 'False', key: notReadyKey },
    { type: 'Ready', status: 'Unknown', key: unreachableKey },
    { type: 'MemoryPressure', status: 'True', key: 'node.kubernetes.io/memory-pressure' },
    { type: 'DiskPressure', status: 'True', key: 'node.kubernetes.io/disk-pressure' },
    { type: 'NetworkUnavailable', status: 'True', key: 'node.kubernetes.io/network-unavailable' },
    { type: 'PIDPressure', status: 'True', key: 'node.kubernetes.io/pid-pressure' },
  ]);

const schedulingKeys = [...taintKeys.map(({ key }) => key), unschedulableKey];

/** Whether pods are to be moved off the node: by which taint, or not. */
export type Eviction = typeof notReadyKey | typeof unreachableKey | undefined;

/** What a node's Ready condition asks for. Mirrors processTaintBaseEviction. */
export function wantedEviction(node: V1Node): Eviction {
  const ready = readyStatus(node);
  if (ready === 'False') return notReadyKey;
  return ready === 'Unknown' ? unreachableKey : undefined;
}

/**
 * The taints the node should have, where it has `taints`: those of others, and those that its conditions and its being cordoned ask for. The
 * very same list when it has them. Mirrors kubernetes pkg/controller/nodelifecycle (doNoScheduleTaintingPass,
 * doNoExecuteTaintingPass).
 */
export function wantedTaints(
  taints: readonly V1Taint[],
  node: V1Node,
  eviction: Eviction,
  nowMs: number,
): readonly V1Taint[] {
  const wanted: readonly V1Taint[] = [
    ...schedulingTaints(node),
    ...(eviction === undefined ? [] : [{ key: eviction, effect: 'NoExecute' }]),
  ];
  const kept = taints.filter((taint) => !isOurs(taint) || wanted.some((other) => sameTaint(taint, other)));
  const missing = wanted.filter((taint) => !taints.some((other) => sameTaint(taint, other)));
  if (missing.length === 0 && kept.length === taints.length) return taints;
  const timeAdded = formatTime(nowMs);
  return [...kept, ...missing.map((taint) => ({ ...taint, timeAdded }))];
}

function schedulingTaints(node: V1Node): readonly V1Taint[] {
  const keys = (node.status?.conditions ?? []).flatMap(
    ({ type, status }) =>
      taintKeys.find((asked) => asked.type === type && asked.status === status)?.key ?? [],
  );
  if (node.spec?.unschedulable === true) keys.push(unschedulableKey);
  return keys.map((key) => ({ key, effect: 'NoSchedule' }));
}

function isOurs({ key, effect }: V1Taint): boolean {
  if (effect === 'NoSchedule') return schedulingKeys.includes(key);
  return effect === 'NoExecute' && (key === notReadyKey || key === unreachableKey);
}
