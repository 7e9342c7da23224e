import type { V1Pod } from '../../api/index.ts';
import { quantityValue } from '../../apimachinery/index.ts';
import { limitOf, type Sharing, usageAt } from '../usage/container-usage.ts';
import { restsFromMs } from '../usage/declared-amount.ts';
import { scarceNames, type UsageName } from '../usage/declared-usage.ts';
import type { PlannedUsage } from '../usage/out-of-memory.ts';
import { type ContainerStats, type PodStats, totalOf } from '../usage/pod-stats.ts';
import type { ContainerPlan, PodPlan } from './pod-plan.ts';
import type { PodState } from './pod-state.ts';

/** What else it takes to measure. */
export interface Measuring {
  readonly atMs: number;
  readonly sharing: Sharing;
  /** Told why an expression fails. */
  readonly onProblem: (container: number, what: UsageName, message: string) => void;
}

/** What the containers of a pod use that run. */
export function measurePod(plan: PodPlan, state: PodState, pod: V1Pod, measuring: Measuring): PodStats {
  const containers = plan.containers.flatMap((container, at): readonly ContainerStats[] => {
    const step = state.containers[at]?.step;
    if (step?.at !== 'running') return [];
    const onProblem = (what: UsageName, message: string) => measuring.onProblem(at, what, message);
    return [measureContainer(container, step.startedAt, pod, { ...measuring, onProblem })];
  });
  return { pod, found: state.sandbox, containers };
}

const unmeasured = { cpu: 0, memory: 0, ephemeralStorage: 0, inodes: 0, pids: 1 };

/** What is measured of one container. */
export type ContainerMeasuring = Pick<Measuring, 'atMs' | 'sharing'> & {
  readonly onProblem?: (what: UsageName, message: string) => void;
};

/** What a container uses that has run since `startedAt`. */
export function measureContainer(
  { name, usage }: Pick<ContainerPlan, 'name' | 'usage'>,
  startedAt: string,
  pod: V1Pod,
  { atMs, sharing, onProblem }: ContainerMeasuring,
): ContainerStats {
  const startedMs = Date.parse(startedAt);
  if (usage === undefined) return { name, startedMs, ...unmeasured };
  const running = { pod, container: usage.container, startedMs };
  const milli = (what: UsageName) =>
    usageAt(what, usage, running, atMs, sharing, (message) => onProblem?.(what, message));
  const whole = (what: UsageName) => Math.ceil(milli(what) / 1000);
  return {
    name,
    startedMs,
    cpu: Math.min(limitOf(usage.container, 'cpu'), milli('cpu')),
    memory: whole('memory'),
    ephemeralStorage: whole('ephemeralStorage'),
    inodes: whole('inodes'),
    pids: usage.behaviour.usage?.pids === undefined ? 1 : whole('pids'),
  };
}

/** What a container that runs used of CPU, in thousandths. */
export function cpuOf(
  plan: PodPlan,
  { containers }: PodState,
  pod: V1Pod,
  name: string,
  { atMs, sharing }: Pick<Measuring, 'atMs' | 'sharing'>,
): number {
  const at = plan.containers.findIndex((container) => container.name === name);
  const usage = plan.containers[at]?.usage;
  const step = containers[at]?.step;
  if (usage === undefined || step?.at !== 'running') return 0;
  return cpuUsed(usage, step.startedAt, pod, { atMs, sharing });
}

/** The same, of one that has run since `startedAt`. */
export function cpuUsed(
  usage: PlannedUsage,
  startedAt: string,
  pod: V1Pod,
  { atMs, sharing }: Pick<Measuring, 'atMs' | 'sharing'>,
): number {
  const running = { pod, container: usage.container, startedMs: Date.parse(startedAt) };
  return Math.min(limitOf(usage.container, 'cpu'), usageAt('cpu', usage, running, atMs, sharing));
}

/** Whether its containers may use other amounts, of what a node can be short of, after this moment. */
export function changesAfter(plan: PodPlan, { containers }: PodState, atMs: number): boolean {
  if (!plan.measured) return false;
  return plan.containers.some(({ usage }, at) => {
    const step = containers[at]?.step;
    if (usage === undefined || step?.at !== 'running') return false;
    const sinceMs = atMs - Date.parse(step.startedAt);
    return scarceNames.some((name) => {
      const declared = usage.behaviour.usage?.[name];
      return declared !== undefined && restsFromMs(declared) > sinceMs;
    });
  });
}

/**
 * The containers that have too much memory: more than their own limits, or the greatest of a pod that has more than its limit. By name.
 */
export function overMemory(plan: PodPlan, stats: PodStats): readonly string[] {
  const over = stats.containers.filter(({ name, memory }) => {
    const usage = plan.containers.find((container) => container.name === name)?.usage;
    return usage !== undefined && memory * 1000 > limitOf(usage.container, 'memory');
  });
  if (over.length > 0) return over.map(({ name }) => name);
  const ofPod = stats.pod.spec?.resources?.limits?.memory;
  if (ofPod === undefined || totalOf(stats, 'memory') <= quantityValue(ofPod)) return [];
  const [greatest] = stats.containers.toSorted((a, b) => b.memory - a.memory);
  return greatest === undefined ? [] : [greatest.name];
}
