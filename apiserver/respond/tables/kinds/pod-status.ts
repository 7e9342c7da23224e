import { isConditionTrue, type KubeObject } from '../../../../apimachinery/index.ts';
import { isPodTerminal, isSidecar } from '../../../../component-helpers/index.ts';
import { age } from '../ages.ts';

/** What a pod's row is made from. */
export interface PodView extends KubeObject {
  readonly spec?: {
    readonly nodeName?: string;
    readonly containers?: readonly unknown[];
    readonly initContainers?: readonly { readonly name: string; readonly restartPolicy?: string }[];
    readonly readinessGates?: readonly { readonly conditionType: string }[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly podIP?: string;
    readonly podIPs?: readonly { readonly ip?: string }[];
    readonly nominatedNodeName?: string;
    readonly conditions?: readonly ConditionView[];
    readonly initContainerStatuses?: readonly ContainerStatusView[];
    readonly containerStatuses?: readonly ContainerStatusView[];
  };
}

interface ConditionView {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

interface ContainerStatusView {
  readonly name: string;
  readonly ready?: boolean;
  readonly started?: boolean;
  readonly restartCount?: number;
  readonly state?: StateView;
  readonly lastState?: StateView;
}

interface StateView {
  readonly waiting?: { readonly reason?: string };
  readonly running?: object;
  readonly terminated?: TerminatedView;
}

interface TerminatedView {
  readonly exitCode?: number;
  readonly signal?: number;
  readonly reason?: string;
  readonly finishedAt?: string;
}

export interface PodStatusSummary {
  readonly ready: number;
  readonly total: number;
  readonly restarts: number;
  /** When a container that counts was last restarted; undefined for never. */
  readonly lastRestart: string | undefined;
  readonly reason: string;
}

/**
 * The STATUS, READY and RESTARTS of a pod. The first init container that is not done decides the status; after
 * initialization the first container with something to say does; a deletion overrules both.
 * Mirrors kubernetes pkg/printers/internalversion (printPod).
 */
export function podStatus(pod: PodView): PodStatusSummary {
  const init = initialization(pod);
  const initialized = init.reason === undefined || isConditionTrue(pod.status?.conditions, 'Initialized');
  const main = initialized ? running(pod, init.reason ?? baseReason(pod)) : undefined;
  const restarts = main === undefined ? init.all : plus(init.sidecars, main.restarts);
  return {
    ready: init.ready + (main?.ready ?? 0),
    total: (pod.spec?.containers?.length ?? 0) + (pod.spec?.initContainers?.filter(isSidecar).length ?? 0),
    restarts: restarts.count,
    lastRestart: restarts.last,
    reason: deletionReason(pod) ?? main?.reason ?? init.reason ?? baseReason(pod),
  };
}

/** `3`, or `3 (5s ago)` when it is known when. */
export function restartsText({ restarts, lastRestart }: PodStatusSummary, nowMs: number): string {
  if (restarts === 0 || lastRestart === undefined) return String(restarts);
  return `${restarts} (${age(lastRestart, nowMs)} ago)`;
}

function baseReason(pod: PodView): string {
  const gated = pod.status?.conditions?.some(
    ({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated',
  );
  if (gated === true) return 'SchedulingGated';
  return pod.status?.reason || pod.status?.phase || '';
}

function deletionReason(pod: PodView): string | undefined {
  if (pod.metadata?.deletionTimestamp === undefined) return undefined;
  if (pod.status?.reason === 'NodeLost') return 'Unknown';
  return isPodTerminal(pod) ? undefined : 'Terminating';
}

interface Restarts {
  readonly count: number;
  readonly last: string | undefined;
}

const noRestarts: Restarts = { count: 0, last: undefined };

function plus(left: Restarts, right: Restarts): Restarts {
  return { count: left.count + right.count, last: later(left.last, right.last) };
}

function restartsOf({ restartCount, lastState }: ContainerStatusView): Restarts {
  return { count: restartCount ?? 0, last: lastState?.terminated?.finishedAt };
}

function later(left: string | undefined, right: string | undefined): string | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return Date.parse(right) > Date.parse(left) ? right : left;
}

interface Initialization {
  /** What the first unfinished init container does; undefined when none is left. */
  readonly reason: string | undefined;
  /** Sidecars that are ready. */
  readonly ready: number;
  readonly all: Restarts;
  readonly sidecars: Restarts;
}

function initialization(pod: PodView): Initialization {
  let ready = 0;
  let all = noRestarts;
  let sidecars = noRestarts;
  const statuses = pod.status?.initContainerStatuses ?? [];
  for (const [index, container] of statuses.entries()) {
    const sidecar = pod.spec?.initContainers?.some((init) => init.name === container.name && isSidecar(init));
    all = plus(all, restartsOf(container));
    if (sidecar === true) sidecars = plus(sidecars, restartsOf(container));
    if (container.state?.terminated?.exitCode === 0) continue;
    if (sidecar === true && container.started === true) {
      if (container.ready === true) ready += 1;
      continue;
    }
    return { reason: `Init:${initReason(container, index, pod)}`, ready, all, sidecars };
  }
  return { reason: undefined, ready, all, sidecars };
}

function initReason({ state }: ContainerStatusView, index: number, pod: PodView): string {
  if (state?.terminated !== undefined) return terminationReason(state.terminated);
  const waiting = state?.waiting?.reason;
  if (waiting && waiting !== 'PodInitializing') return waiting;
  return `${index}/${pod.spec?.initContainers?.length ?? 0}`;
}

interface Running {
  readonly reason: string;
  readonly ready: number;
  readonly restarts: Restarts;
}

/** From the last container to the first, so that the first one with something to say is heard. */
function running(pod: PodView, before: string): Running {
  let reason = before;
  let failure: string | undefined;
  let ready = 0;
  let restarts = noRestarts;
  const statuses = pod.status?.containerStatuses ?? [];
  for (let index = statuses.length - 1; index >= 0; index -= 1) {
    const container = statuses[index];
    if (container === undefined) continue;
    restarts = plus(restarts, restartsOf(container));
    const { waiting, terminated, running: isRunning } = container.state ?? {};
    if (waiting?.reason) {
      reason = waiting.reason;
    } else if (terminated !== undefined) {
      reason = terminationReason(terminated);
      if (terminated.exitCode !== 0) failure = reason;
    } else if (container.ready === true && isRunning !== undefined) {
      ready += 1;
    }
  }
  return { reason: reason === 'Completed' ? completed(pod, ready > 0, failure) : reason, ready, restarts };
}

/** The first container is done; what the others do may matter more. */
function completed(pod: PodView, someRun: boolean, failure: string | undefined): string {
  if (someRun && isConditionTrue(pod.status?.conditions, 'Ready')) return 'Running';
  if (failure !== undefined) return failure;
  return someRun ? 'NotReady' : 'Completed';
}

function terminationReason({ reason, signal, exitCode }: TerminatedView): string {
  if (reason) return reason;
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode ?? 0}`;
}
