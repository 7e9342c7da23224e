import type { V1Container, V1Pod } from '../../api/index.ts';
import { quantityValue, semanticEqual } from '../../apimachinery/index.ts';
import { podLimits } from '../../component-helpers/index.ts';
import { type PodStats, totalOf } from '../usage/pod-stats.ts';

/** What it takes to give a pod what it was granted. */
export interface ResizeDecision {
  /** The names of the containers that have to be restarted for it. */
  readonly restarted: readonly string[];
  /** Why it cannot be done now. */
  readonly problem?: string;
}

/**
 * What changes from the resources that a pod has to those that it was granted. Mirrors kubernetes pkg/kubelet/kuberuntime
 * (computePodResizeAction, validateMemoryResizeAction).
 */
export function decideResize(actual: V1Pod, granted: V1Pod, stats: PodStats): ResizeDecision {
  const changes = containersOf(granted).map((next) => [formerOf(actual, next), next] as const);
  const restarted = changes
    .filter(([former, next]) => asksForRestart(former, next))
    .map(([, { name }]) => name);
  // What is restarted uses nothing then.
  if (restarted.length > 0) return { restarted };
  const problems = [...podProblem(actual, granted, stats), ...containerProblems(changes, stats)];
  if (problems.length === 0) return { restarted };
  const all = problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`;
  return { restarted, problem: `cannot decrease memory limits: ${all}` };
}

function containersOf({ spec }: V1Pod): readonly V1Container[] {
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
}

function formerOf(actual: V1Pod, { name }: V1Container): V1Container | undefined {
  return containersOf(actual).find((container) => container.name === name);
}

function asksForRestart(former: V1Container | undefined, next: V1Container): boolean {
  return (next.resizePolicy ?? []).some(({ resourceName, restartPolicy }) => {
    const of = (container: V1Container | undefined) => [
      container?.resources?.requests?.[resourceName] ?? '0',
      container?.resources?.limits?.[resourceName] ?? '0',
    ];
    return restartPolicy === 'RestartContainer' && !semanticEqual(of(former), of(next));
  });
}

function podProblem(actual: V1Pod, granted: V1Pod, stats: PodStats): readonly string[] {
  const limit = memoryLimitOf(granted);
  const used = totalOf(stats, 'memory');
  if (limit === undefined || limit >= (memoryLimitOf(actual) ?? Infinity) || used < limit) return [];
  return [`attempting to set pod memory limit (${limit}) below current usage (${used})`];
}

/** Undefined: not all of its containers have one. */
function memoryLimitOf(pod: V1Pod): number | undefined {
  const isLimited =
    pod.spec?.resources?.limits?.memory !== undefined ||
    containersOf(pod).every(({ resources }) => resources?.limits?.memory !== undefined);
  return isLimited ? podLimits(pod).get('memory')?.value() : undefined;
}

/** Upstream tells the usage of the pod here, too. */
function containerProblems(
  changes: readonly (readonly [V1Container | undefined, V1Container])[],
  stats: PodStats,
): readonly string[] {
  const limitOf = (container: V1Container | undefined) =>
    quantityValue(container?.resources?.limits?.memory ?? '0');
  return changes.flatMap(([former, next]) => {
    const limit = limitOf(next);
    const used = stats.containers.find(({ name }) => name === next.name)?.memory ?? 0;
    const isLess = limit !== 0 && limit < (limitOf(former) || Infinity);
    if (!isLess || used < limit) return [];
    const all = totalOf(stats, 'memory');
    return [
      `attempting to set container "${next.name}" memory limit (${limit}) below current usage (${all})`,
    ];
  });
}
