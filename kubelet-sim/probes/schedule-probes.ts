import type { ContainerView } from '../container/container-step.ts';
import type { ContainerPlan } from '../pod/pod-plan.ts';
import type { ContainerState, Running } from '../pod/pod-state.ts';
import { type Span, spansOf } from './declared-outcomes.ts';
import { answerAt, firstOtherRunMs } from './probe-answer.ts';
import type { ProbePlan } from './probe-plan.ts';
import type { ProbeState, Probing } from './probe-state.ts';

/** What the probes of a container keep from one run of it to the next: when each of them ticks. */
export type Ticks = readonly number[];

/**
 * When each probe of a container ticks: from when the kubelet was given the pod; and where that kubelet has just started, after a
 * part of the period, so that not all come at once. Mirrors kubernetes pkg/kubelet/prober (worker.run).
 */
export function ticksOf({ plan, host, addedMs }: Pick<ContainerView, 'plan' | 'host' | 'addedMs'>): Ticks {
  return plan.probes.map(({ periodMs }) => {
    const isYoung = periodMs > addedMs - host.startedMs;
    return isYoung ? addedMs + host.draw([0, periodMs]) : addedMs;
  });
}

/** Whether a probe says if the container is ready. */
export function asksIfReady({ probes }: ContainerPlan): boolean {
  return probes.some(({ kind }) => kind === 'readiness');
}

/** One run of a container. */
export interface Run {
  readonly startedMs: number;
  /** When it is ready, as it is declared; undefined: never. */
  readonly readyAtMs: number | undefined;
  readonly restartCount: number;
}

/** The probes of a container that runs; they are asked from now on. */
export function beginProbing(
  ticks: Ticks,
  { startedMs, readyAtMs, restartCount }: Run,
  { plan, host, nowMs }: Pick<ContainerView, 'plan' | 'host' | 'nowMs'>,
): Probing {
  const started = plan.probes.every(({ kind }) => kind !== 'startup');
  const declared = restartCount < (plan.behaviour.probes.times ?? Infinity);
  const probes = plan.probes.map((probe, at): ProbeState => {
    const state: ProbeState = {
      spans: declared && probe.spans !== undefined ? probe.spans : undeclared(probe, startedMs, readyAtMs),
      tickMs: ticks[at] ?? startedMs,
      takesMs: host.draw(probe.takesMs),
      runMs: Infinity,
      answerMs: Infinity,
      streak: 0,
      lasting: false,
      ...initially[probe.kind],
    };
    return started || probe.kind === 'startup' ? firstRun(probe, state, nowMs, startedMs) : state;
  });
  return { startedMs, started, probes };
}

/**
 * The probes of a container that ran on while its kubelet was away: what it was then, it is until they say otherwise. Mirrors
 * kubernetes pkg/kubelet/prober (kubeletRestartGracePeriod).
 */
export function resumeProbing(
  step: Running,
  run: Run,
  wasStarted: boolean,
  view: Pick<ContainerView, 'plan' | 'host' | 'nowMs' | 'addedMs'>,
): Pick<ContainerState, 'ticks' | 'step'> {
  const { plan, nowMs } = view;
  const ticks = ticksOf(view);
  const begun = beginProbing(ticks, run, view);
  const started = begun.started || wasStarted;
  const probes = begun.probes.map((state, at): ProbeState => {
    const probe = plan.probes[at] as ProbePlan;
    if (probe.kind === 'startup') return wasStarted ? never({ ...state, verdict: 'ok' }) : state;
    const known: ProbeState =
      probe.kind === 'readiness' ? { ...state, verdict: step.ready ? 'ok' : 'fail' } : state;
    return started ? firstRun(probe, known, nowMs, run.startedMs) : known;
  });
  return { ticks, step: { ...step, probing: { ...begun, started, probes } } };
}

/** Alive, but not ready, until it is known better. */
const initially: Readonly<Record<ProbePlan['kind'], Pick<ProbeState, 'verdict' | 'last'>>> = {
  startup: {},
  readiness: { verdict: 'fail' },
  liveness: { verdict: 'ok', last: 'ok' },
};

function undeclared({ kind }: ProbePlan, startedMs: number, readyAtMs = Infinity): readonly Span[] {
  if (kind !== 'readiness' || readyAtMs <= startedMs) return succeeds;
  if (readyAtMs === Infinity) return spansOf('fail');
  return [
    { fromMs: 0, outcome: 'fail' },
    { fromMs: readyAtMs - startedMs, outcome: 'ok' },
  ];
}

const succeeds = spansOf('ok');

/** The first run of a probe that is to begin at `fromMs`: that of readiness at once, others when they tick. */
export function firstRun(probe: ProbePlan, state: ProbeState, fromMs: number, startedMs: number): ProbeState {
  const { kind, periodMs, initialDelayMs } = probe;
  // The start of a container is known in whole seconds.
  const delayedMs = Math.max(fromMs, 1000 * Math.floor(startedMs / 1000) + initialDelayMs);
  const tickMs = kind === 'readiness' ? Math.max(state.tickMs, fromMs) : state.tickMs;
  const runMs = tickMs + periodMs * Math.max(0, Math.ceil((delayedMs - tickMs) / periodMs));
  const alive = kind === 'liveness' ? firstOtherRunMs(probe, state, startedMs, runMs) : runMs;
  return withRun(probe, { ...state, tickMs }, alive, startedMs);
}

export function withRun(probe: ProbePlan, state: ProbeState, runMs: number, startedMs: number): ProbeState {
  const answerMs = runMs === Infinity ? runMs : runMs + answerAt(probe, state, runMs - startedMs).takesMs;
  return { ...state, runMs, answerMs, lasting: false };
}

export function never(state: ProbeState): ProbeState {
  return { ...state, runMs: Infinity, answerMs: Infinity, lasting: false };
}

/** The pod ends: only whether it is ready is asked on. Mirrors kubernetes pkg/kubelet/prober (StopLivenessAndStartup). */
export function stopProbing(step: Running, probes: readonly ProbePlan[]): Running {
  const { probing } = step;
  if (probing === undefined) return step;
  const states = probing.probes.map((state, at) => (probes[at]?.kind === 'readiness' ? state : never(state)));
  return { ...step, probing: { ...probing, probes: states } };
}
