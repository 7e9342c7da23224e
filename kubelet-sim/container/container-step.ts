import type { V1ContainerStateTerminated } from '../../api/index.ts';
import { formatDuration, goQuote } from '../../apimachinery/index.ts';
import { nextBackOff } from '../../component-helpers/index.ts';
import { hookFailure } from '../hooks/hook-plan.ts';
import type { ContainerPlan } from '../pod/pod-plan.ts';
import { environmentProblem } from '../pod/pod-references.ts';
import {
  type ContainerAction,
  type ContainerState,
  type ContainerStep,
  type Exit,
  hasStarted,
  type PodHost,
  type PostStart,
  type Running,
} from '../pod/pod-state.ts';
import { dueProbes } from '../probes/run-probes.ts';
import { asksIfReady, beginProbing, ticksOf } from '../probes/schedule-probes.ts';
import { oomAtMs } from '../usage/out-of-memory.ts';
import { waitingState } from './container-status.ts';
import { failureOfPull, pullErrorOf } from './pull-failure.ts';
import { backOffBounds, syncMs } from './reaction.ts';
import { restarts } from './restart-rules.ts';

/** How a step tells what it did. */
export type Tell = (type: 'Normal' | 'Warning', reason: string, message: string) => void;

/** Everything a decision about one container looks at. */
export interface ContainerView {
  readonly plan: ContainerPlan;
  readonly nowMs: number;
  readonly host: PodHost;
  /** When the kubelet was given the pod. */
  readonly addedMs: number;
  readonly podIP: string;
  /** `web-1_default(uid)` */
  readonly podText: string;
  readonly tell: Tell;
  /** Says what happens, for traces. */
  act(action: ContainerAction): void;
}

/**
 * What comes after `state` by time alone: a pull ends, a container starts, gets ready, exits. The very same state when
 * nothing is due.
 */
export function dueStep(state: ContainerState, view: ContainerView): ContainerState {
  const { step } = state;
  switch (step.at) {
    case 'pulling':
      return step.untilMs > view.nowMs ? state : pulled(state, step, view);
    case 'starting':
      return step.untilMs > view.nowMs ? state : started(state, view);
    case 'running':
      return running(state, step, view);
    default:
      return state;
  }
}

/** The container's turn has come: its image is looked for. Mirrors kubernetes pkg/kubelet/images (EnsureImageExists). */
export function begin(state: ContainerState, view: ContainerView): ContainerState {
  const { plan, host, nowMs, tell } = view;
  const { image, pullPolicy, refusal } = plan;
  if (refusal !== undefined) {
    const reason = refusal.reason === 'InvalidImageName' ? 'InspectFailed' : 'Failed';
    tell('Warning', reason, reason === 'Failed' ? `Error: ${refusal.message}` : refusal.message);
    if (reason === 'InspectFailed') tell('Warning', 'Failed', `Error: ${refusal.reason}`);
    view.act('refuse');
    return { ...state, step: { at: 'refused', ...refusal } };
  }
  const restarted = state.step.at === 'back-off' ? withCrash(state, state.step.failedMs, nowMs) : state;
  const presentAtMs = host.imageAtMs(plan.nodeImage);
  const present = presentAtMs !== undefined && presentAtMs <= nowMs;
  if (present && pullPolicy !== 'Always') {
    tell(
      'Normal',
      'Pulled',
      `Container image ${goQuote(image)} already present on machine and can be accessed by the pod`,
    );
    return starting(restarted, view);
  }
  if (pullPolicy === 'Never') {
    const untilMs = nowMs + syncMs;
    if (state.step.at === 'refused') return { ...state, step: { ...state.step, untilMs } };
    const message = `Container image ${goQuote(image)} is not present with pull policy of Never`;
    view.act('refuse');
    tell('Warning', 'ErrImageNeverPull', message);
    tell('Warning', 'Failed', 'Error: ErrImageNeverPull');
    return { ...restarted, step: { at: 'refused', reason: 'ErrImageNeverPull', message, untilMs } };
  }
  view.act('pull');
  tell('Normal', 'Pulling', `Pulling image ${goQuote(image)}`);
  const untilMs = pullEndMs(presentAtMs, view);
  const pull: ContainerStep = { at: 'pulling', sinceMs: nowMs, untilMs, ...saidOf(state, view) };
  // The new image is there for others only when it has come; a failing pull brings none.
  if (failureOfPull(view) === undefined)
    host.addImage(plan.nodeImage, plan.behaviour.pull.sizeBytes, untilMs);
  return { ...restarted, step: pull };
}

/** An image that is there, or on its way for another pod, needs no time of its own. */
function pullEndMs(presentAtMs: number | undefined, view: ContainerView): number {
  const { nowMs, host, plan } = view;
  const { delayMs } = plan.behaviour.pull;
  if (presentAtMs !== undefined && failureOfPull(view) === undefined) return Math.max(presentAtMs, nowMs);
  return nowMs + host.draw(delayMs);
}

function pulled(
  state: ContainerState,
  step: Extract<ContainerStep, { at: 'pulling' }>,
  view: ContainerView,
): ContainerState {
  const { plan, nowMs, host, tell } = view;
  const { sizeBytes } = plan.behaviour.pull;
  const fail = failureOfPull(view);
  const image = goQuote(plan.image);
  if (fail !== undefined) {
    tell('Warning', 'Failed', `Failed to pull image ${image}: ${fail}`);
    const error = pullErrorOf(plan.image, fail);
    tell('Warning', 'Failed', `Error: ${error.reason}`);
    view.act('pull-failed');
    const pullFailures = nextBackOff(backOffBounds, state.pullFailures, nowMs, nowMs);
    return { ...state, step: { at: 'pull-failed', ...error }, pullFailures };
  }
  // What it lacked when the pull began may have come.
  if (host.imageAtMs(plan.nodeImage) === undefined) host.addImage(plan.nodeImage, sizeBytes, nowMs);
  const took = formatDuration(nowMs - step.sinceMs);
  const how = `in ${took} (${took} including waiting). Image size: ${sizeBytes} bytes.`;
  tell('Normal', 'Pulled', `Successfully pulled image ${image} ${how}`);
  return starting(state, view);
}

function starting(state: ContainerState, view: ContainerView): ContainerState {
  const problem = environmentProblem(view.plan.environment, view.host.objects);
  if (problem !== undefined) return unconfigured(state, problem, view);
  const untilMs = view.nowMs + view.host.draw(view.plan.behaviour.start.delayMs);
  const { pullFailures: _, ...rest } = state;
  return dueStep({ ...rest, step: { at: 'starting', untilMs, ...saidOf(state, view) } }, view);
}

/** Mirrors kubernetes pkg/kubelet/kuberuntime (startContainer: ErrCreateContainerConfig). */
function unconfigured(
  { pullFailures: _, ...state }: ContainerState,
  message: string,
  view: ContainerView,
): ContainerState {
  view.act('refuse');
  view.tell('Warning', 'Failed', `Error: ${message}`);
  return { ...state, step: { at: 'unconfigured', message, sinceMs: view.nowMs } };
}

function saidOf(state: ContainerState, { plan, podText }: ContainerView) {
  const said = waitingState(plan, state, podText);
  return said === undefined ? {} : { said };
}

function started(before: ContainerState, view: ContainerView): ContainerState {
  const { plan, nowMs, host, tell } = view;
  const { again: _, ...state } = before;
  const { ready, run } = plan.behaviour;
  const { postStart } = plan.hooks;
  const restartCount = state.terminated === undefined ? state.restartCount : state.restartCount + 1;
  view.act('start');
  tell('Normal', 'Created', 'Container created');
  tell('Normal', 'Started', 'Container started');
  const exit = exitOf(state.ends >= (run.times ?? Infinity), view);
  const readyAtMs = ready.never ? undefined : nowMs + host.draw(ready.afterMs);
  const begun: Running = {
    at: 'running',
    id: host.containerId(plan.name, restartCount),
    startedAt: host.timeText(nowMs),
    ready: false,
    ...(readyAtMs !== undefined && { readyAtMs }),
    ...(exit === undefined ? {} : { exit }),
    ...(postStart && {
      postStart: {
        startedMs: nowMs,
        untilMs: nowMs + host.draw(postStart.takesMs),
        ...saidOf(before, view),
      },
    }),
  };
  const step = withOom(plan, begun, nowMs);
  if (step.postStart !== undefined) return dueStep({ ...state, restartCount, step }, view);
  return serving({ ...state, restartCount }, step, nowMs, view);
}

/** It has started, and its hook has run: its probes begin. */
function serving(
  state: ContainerState,
  step: Running,
  startedMs: number,
  view: ContainerView,
): ContainerState {
  const { plan } = view;
  if (plan.probes.length === 0) return dueStep({ ...state, step }, view);
  const { readyAtMs, ...asked } = step;
  const ticks = state.ticks ?? ticksOf(view);
  const probing = beginProbing(ticks, { startedMs, readyAtMs, restartCount: state.restartCount }, view);
  const next = asksIfReady(plan) ? { ...asked, probing } : { ...step, probing };
  return dueStep({ ...state, ticks, step: next }, view);
}

/** Mirrors kubernetes pkg/kubelet/kuberuntime (startContainer). That it is killed for it, is decided with its pod. */
function hooked(state: ContainerState, step: Running, hook: PostStart, view: ContainerView): ContainerState {
  const { plan, nowMs, tell, act, podText } = view;
  if (hook.failed === true || hook.untilMs > nowMs) return state;
  const { postStart } = plan.hooks;
  if (postStart?.fail === undefined) {
    const { hookFailure: _, ...rest } = state;
    const { postStart: __, ...served } = step;
    return serving(rest, served, hook.startedMs, view);
  }
  act('hook-failed');
  tell('Warning', 'FailedPostStartHook', 'PostStartHook failed');
  const why = hookFailure(postStart, plan.name, podText);
  return { ...state, hookFailure: why, step: { ...step, postStart: { ...hook, failed: true } } };
}

/** The same container, that is killed when its memory is above the limit that it has now. */
export function withOom({ usage }: ContainerPlan, step: Running, nowMs: number): Running {
  const atMs = usage && oomAtMs(usage, Date.parse(step.startedAt), nowMs);
  if (atMs === step.oomAtMs) return step;
  const { oomAtMs: _, ...others } = step;
  return atMs === undefined ? others : { ...others, oomAtMs: atMs };
}

/** When and how a container that runs ends; undefined: not by itself. */
export function endOf({ exit, oomAtMs = Infinity }: Running): Exit | undefined {
  if (oomAtMs === Infinity || oomAtMs > (exit?.atMs ?? Infinity)) return exit;
  return { atMs: oomAtMs, code: killedCode, reason: 'OOMKilled' };
}

/** SIGKILL, as 128 + 9. */
export const killedCode = 137;

/** When and how a container that starts at `nowMs` ends by itself; undefined: never. */
export function exitOf(
  declaredNoMore: boolean,
  { plan, nowMs, host }: Pick<ContainerView, 'plan' | 'nowMs' | 'host'>,
): Exit | undefined {
  const { exit } = plan.behaviour.run;
  if (exit !== undefined && !declaredNoMore)
    return {
      atMs: nowMs + host.draw(exit.afterMs),
      code: exit.code,
      ...(plan.endMessage !== undefined && { message: plan.endMessage }),
    };
  return plan.runMs === undefined ? undefined : { atMs: nowMs + host.draw(plan.runMs), code: 0 };
}

function running(state: ContainerState, step: Running, view: ContainerView): ContainerState {
  const { nowMs } = view;
  const { readyAtMs } = step;
  const exit = endOf(step);
  if (exit !== undefined && exit.atMs <= nowMs) return exited(state, step, exit, view);
  if (step.postStart !== undefined) return hooked(state, step, step.postStart, view);
  const probed = dueProbes(step, view);
  if (!probed.ready && hasStarted(probed) && (readyAtMs ?? Infinity) <= nowMs) {
    view.act('ready');
    return { ...state, step: { ...probed, ready: true } };
  }
  return probed === step ? state : { ...state, step: probed };
}

function exited(
  { hookFailure, ...state }: ContainerState,
  { id, startedAt }: Running,
  { atMs, code, reason, message }: Exit,
  view: ContainerView,
): ContainerState {
  view.act('exit');
  const isTold = hookFailure !== undefined && restarts(view.plan, code);
  const terminated: V1ContainerStateTerminated = {
    exitCode: code,
    reason: reason ?? (code === 0 ? 'Completed' : 'Error'),
    ...(message !== undefined && { message }),
    startedAt,
    finishedAt: view.host.timeText(atMs),
    containerID: `containerd://${id}`,
  };
  return {
    ...state,
    ...(isTold && { hookFailure }),
    ends: reason === undefined ? state.ends + 1 : state.ends,
    ...(state.terminated === undefined ? {} : { previous: state.terminated }),
    terminated,
    step: { at: 'exited', atMs, noticed: false },
  };
}

function withCrash(state: ContainerState, failedMs: number, nowMs: number): ContainerState {
  return { ...state, crashes: nextBackOff(backOffBounds, state.crashes, failedMs, nowMs) };
}
