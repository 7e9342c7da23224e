import { goQuote } from '../../apimachinery/index.ts';
import { type BackOffBounds, backOffDelayMs } from '../../component-helpers/index.ts';
import { environmentProblem } from '../pod/pod-references.ts';
import { type ContainerState, type ContainerStep, waiting } from '../pod/pod-state.ts';
import type { ContainerView } from './container-step.ts';
import { restarts } from './restart-rules.ts';

/** Mirrors kubernetes pkg/kubelet (backOffPeriod, MaxCrashLoopBackOff, imageBackOffPeriod). */
export const backOffBounds: BackOffBounds = { initialMs: 10_000, maxMs: 300_000 };

/** How long a pod that could not be synchronized waits. Mirrors the kubelet's backOffPeriod, without its jitter. */
export const syncMs = 10_000;

/**
 * A container has ended, or its image has not come, and that was seen: whether and when it is tried again. The very
 * same state where there is nothing to react to. Mirrors kubernetes pkg/kubelet/kuberuntime (doBackOff,
 * ShouldContainerBeRestarted). Differs: each back-off is told once, not with each synchronization.
 */
export function reaction(state: ContainerState, view: ContainerView): ContainerState {
  const { step } = state;
  const { plan, nowMs, tell, podText } = view;
  if (step.at === 'pull-failed' && step.untilMs === undefined) {
    const { delayMs, updatedMs } = state.pullFailures ?? { delayMs: 0, updatedMs: nowMs };
    tell('Normal', 'BackOff', `Back-off pulling image ${goQuote(plan.image)}`);
    tell('Warning', 'Failed', 'Error: ImagePullBackOff');
    return { ...state, step: { ...step, untilMs: updatedMs + delayMs } };
  }
  if (step.at === 'unconfigured') return reconsidered(state, step, view);
  if (step.at !== 'exited' || step.noticed) return state;
  if (state.again === 'unhealthy') return restartedAtOnce(state, view) ?? reaction(given(state), view);
  const failedMs = step.atMs;
  if (state.again === 'replaced') return startedAgain(state, failedMs, nowMs);
  if (!restarts(plan, state.terminated?.exitCode ?? 0)) return { ...state, step: { ...step, noticed: true } };
  const delayMs = backOffDelayMs(backOffBounds, state.crashes, failedMs);
  const untilMs = failedMs + delayMs;
  if (untilMs <= nowMs) return startedAgain(state, failedMs, nowMs);
  view.act('back-off');
  tell('Warning', 'BackOff', `Back-off restarting failed container ${plan.name} in pod ${podText}`);
  return { ...state, step: { at: 'back-off', delayMs, failedMs, untilMs } };
}

/**
 * A container that was killed to be started again is started in the same synchronization, where the end of the one before
 * it does not hold it back; undefined: it does.
 */
function restartedAtOnce(state: ContainerState, { nowMs }: ContainerView): ContainerState | undefined {
  const before = state.previous?.finishedAt;
  if (typeof before !== 'string') return { ...state, step: waiting };
  const failedMs = Date.parse(before);
  const untilMs = failedMs + backOffDelayMs(backOffBounds, state.crashes, failedMs);
  return untilMs > nowMs ? undefined : startedAgain(state, failedMs, nowMs);
}

function startedAgain(state: ContainerState, failedMs: number, nowMs: number): ContainerState {
  return { ...state, step: { at: 'back-off', delayMs: 0, failedMs, untilMs: nowMs } };
}

function given({ again: _, ...state }: ContainerState): ContainerState {
  return state;
}

/**
 * What was missing is there by now, or something else is: it is tried again with the next synchronization. That stands,
 * also where it comes late.
 */
function reconsidered(
  state: ContainerState,
  step: Extract<ContainerStep, { at: 'unconfigured' }>,
  { plan, host, nowMs }: ContainerView,
): ContainerState {
  const { sinceMs, message, untilMs: planned } = step;
  if (planned !== undefined || environmentProblem(plan.environment, host.objects) === message) return state;
  const untilMs = nextSyncMs(sinceMs, nowMs);
  return { ...state, step: { ...step, untilMs } };
}

/** When a pod that could not be synchronized at `sinceMs` is synchronized again, from `nowMs` on. */
export function nextSyncMs(sinceMs: number, nowMs: number): number {
  return sinceMs + syncMs * Math.ceil((nowMs - sinceMs) / syncMs);
}
