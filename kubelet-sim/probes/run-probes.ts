import type { ContainerView } from '../container/container-step.ts';
import type { Running } from '../pod/pod-state.ts';
import { type Answer, answerAt, firstOtherRunMs } from './probe-answer.ts';
import type { ProbePlan } from './probe-plan.ts';
import type { ProbeState, Probing } from './probe-state.ts';
import { firstRun, never, withRun } from './schedule-probes.ts';

/**
 * What the probes of a running container have found out by now: the very same step where none was answered. Mirrors kubernetes
 * pkg/kubelet/prober (worker.doProbe). Differs: a readiness probe runs at once when its container has started, and then
 * only by its period, not also with each synchronization of the pod.
 */
export function dueProbes(step: Running, view: ContainerView): Running {
  let current = step;
  for (;;) {
    const { probing } = current;
    if (probing === undefined) return current;
    const at = nextAnswered(probing, view.nowMs);
    if (at < 0) return current;
    current = answered(current, probing, at, view);
  }
}

/** The index of the probe whose answer is there first, or -1. */
function nextAnswered({ probes }: Probing, nowMs: number): number {
  let first = -1;
  let earliestMs = nowMs;
  for (const [at, { answerMs }] of probes.entries()) {
    if (answerMs > earliestMs || (first >= 0 && answerMs === earliestMs)) continue;
    first = at;
    earliestMs = answerMs;
  }
  return first;
}

function answered(step: Running, probing: Probing, at: number, view: ContainerView): Running {
  const probe = view.plan.probes[at] as ProbePlan;
  const before = probing.probes[at] as ProbeState;
  const answer = answerAt(probe, before, before.runMs - probing.startedMs);
  if (answer.result !== 'ok') tell(probe, answer, view);
  const counted = count(probe, before, answer);
  const after = again(probe, counted, probing.startedMs, view.nowMs, answer.result === 'error');
  const next = { ...probing, probes: probing.probes.with(at, after) };
  if (after.verdict === before.verdict) return { ...step, probing: next };
  return concluded({ ...step, probing: next }, next, probe, view);
}

function tell({ kind }: ProbePlan, answer: Answer, { tell, act, podIP }: ContainerView): void {
  act('probe-failed');
  const name = `${kind[0]?.toUpperCase()}${kind.slice(1)}`;
  const how = answer.result === 'error' ? 'errored and resulted in unknown state' : 'failed';
  tell('Warning', 'Unhealthy', `${name} probe ${how}: ${answer.text(podIP)}`);
}

/** A verdict needs so many same answers in a row as the probe says. */
function count(probe: ProbePlan, state: ProbeState, { result }: Answer): ProbeState {
  if (result === 'error') return state;
  const streak = state.last === result ? state.streak + 1 : 1;
  const threshold = result === 'ok' ? probe.successThreshold : probe.failureThreshold;
  return { ...state, last: result, streak, ...(streak >= threshold && { verdict: result }) };
}

/** The next run. A container that was given up, or has started, is asked no more. */
function again(
  probe: ProbePlan,
  state: ProbeState,
  startedMs: number,
  nowMs: number,
  failsToRun: boolean,
): ProbeState {
  const { kind, periodMs } = probe;
  const { verdict, last, runMs, answerMs, spans } = state;
  if (kind === 'startup' && verdict !== undefined) return never(state);
  if (kind === 'liveness' && verdict === 'fail') return never(state);
  // Of the runs that were due while one took longer than the period, one is made up for.
  const missed = Math.max(1, Math.ceil((Math.max(answerMs, nowMs) - runMs) / periodMs));
  const nextMs = answerMs > runMs + periodMs ? answerMs : runMs + missed * periodMs;
  const known = verdict === last;
  if (known && last === 'ok') {
    return withRun(probe, state, firstOtherRunMs(probe, state, startedMs, nextMs), startedMs);
  }
  const lasting = failsToRun || (known && spans.every(({ fromMs }) => fromMs <= nextMs - startedMs));
  return { ...withRun(probe, state, nextMs, startedMs), lasting };
}

/** What a verdict leads to; that a container is to be killed, is decided with its pod. */
function concluded(step: Running, probing: Probing, probe: ProbePlan, view: ContainerView): Running {
  const at = view.plan.probes.indexOf(probe);
  const ok = probing.probes[at]?.verdict === 'ok';
  if (probe.kind === 'readiness') {
    view.act(ok ? 'ready' : 'unready');
    return { ...step, ready: ok };
  }
  if (probe.kind === 'liveness' || !ok) return step;
  view.act('started');
  const probes = probing.probes.map((state, other) =>
    other === at
      ? state
      : firstRun(view.plan.probes[other] as ProbePlan, state, view.nowMs, probing.startedMs),
  );
  return { ...step, probing: { ...probing, started: true, probes } };
}
