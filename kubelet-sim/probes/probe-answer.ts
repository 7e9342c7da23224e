import { slowerMs, slownessAt } from '../usage/throttling.ts';
import { nextSpanMs, outcomeAt } from './declared-outcomes.ts';
import type { ProbePlan } from './probe-plan.ts';
import type { ProbeState } from './probe-state.ts';
import { failureText, probeProblem, timeoutText } from './probe-texts.ts';

/** How a run is answered: `error` where it could not be made, which counts for nothing. */
export interface Answer {
  readonly result: 'ok' | 'fail' | 'error';
  readonly takesMs: number;
  /** Says why it is no success. */
  text(podIP: string): string;
}

/** The answer to a run of a probe that begins `sinceMs` after the start of its container. */
export function answerAt(probe: ProbePlan, { spans, takesMs }: ProbeState, sinceMs: number): Answer {
  const problem = probeProblem(probe);
  if (problem !== undefined) return { result: 'error', takesMs: 0, text: () => problem };
  const outcome = outcomeAt(spans, sinceMs);
  const { timeoutMs, throttle } = probe;
  const declaredMs = typeof outcome === 'object' && 'takesMs' in outcome ? outcome.takesMs : takesMs;
  const answersMs = throttle === undefined ? declaredMs : declaredMs * slownessAt(throttle, sinceMs);
  if (outcome === 'slow' || answersMs > timeoutMs) {
    return { result: 'fail', takesMs: timeoutMs, text: (podIP) => timeoutText(probe, podIP) };
  }
  if (outcome === 'ok' || (typeof outcome === 'object' && 'takesMs' in outcome)) {
    return { result: 'ok', takesMs: answersMs, text: () => '' };
  }
  const text = (podIP: string) => (outcome === 'fail' ? failureText(probe, podIP) : outcome.fail);
  return { result: 'fail', takesMs: answersMs, text };
}

/** More often nobody looks ahead: then there is a run that may succeed. */
const changesMax = 1_000;

/**
 * The first run, from the one at `fromMs` on, that is no success: so that a probe that succeeds costs nothing. Infinity: all
 * are. Goes from span to span, not from run to run.
 */
export function firstOtherRunMs(
  probe: ProbePlan,
  state: ProbeState,
  startedMs: number,
  fromMs: number,
): number {
  let runMs = fromMs;
  for (let changes = 0; changes < changesMax; changes++) {
    const answer = answerAt(probe, state, runMs - startedMs);
    if (answer.result !== 'ok') return runMs;
    const changeMs = startedMs + nextChangeMs(probe, state, answer, runMs - startedMs);
    if (changeMs === Number.POSITIVE_INFINITY) return changeMs;
    runMs += probe.periodMs * Math.ceil((changeMs - runMs) / probe.periodMs);
  }
  return runMs;
}

/** When the outcome is another one, or the container so slow that the answer comes too late. */
function nextChangeMs(
  { throttle, timeoutMs }: ProbePlan,
  { spans }: ProbeState,
  { takesMs }: Answer,
  sinceMs: number,
): number {
  const spanMs = nextSpanMs(spans, sinceMs);
  if (throttle === undefined || takesMs === 0) return spanMs;
  const slowness = (slownessAt(throttle, sinceMs) * timeoutMs) / takesMs;
  return Math.min(spanMs, slowerMs(throttle, slowness, sinceMs));
}
