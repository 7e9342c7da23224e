import type { V1Container, V1Probe } from '../../api/index.ts';
import type { ContainerBehaviour, DelayMs } from '../behaviours/behaviours.ts';
import type { PlannedUsage } from '../usage/out-of-memory.ts';
import { type Throttle, throttleOf } from '../usage/throttling.ts';
import { type Span, spansOf } from './declared-outcomes.ts';

export type ProbeKind = 'startup' | 'readiness' | 'liveness';

/** One probe of a container, with what it will meet. */
export interface ProbePlan {
  readonly kind: ProbeKind;
  readonly container: V1Container;
  readonly spec: V1Probe;
  readonly initialDelayMs: number;
  readonly periodMs: number;
  readonly timeoutMs: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
  /** How long the container has to stop once this probe has given it up; absent: as its pod says. */
  readonly graceMs?: number;
  /** How long an answer takes. */
  readonly takesMs: DelayMs;
  /** Absent: it has as much CPU as it wants. */
  readonly throttle?: Throttle;
  /** Absent: a readiness probe succeeds as soon as the container is ready, and others always. */
  readonly spans?: readonly Span[];
}

/** Of most containers. */
export const noProbes: readonly ProbePlan[] = Object.freeze([]);

/** The probes of a container, in the order in which a kubelet starts them: that of startup first. */
export function probesOf(
  container: V1Container,
  { probes }: ContainerBehaviour,
  usage?: PlannedUsage,
): readonly ProbePlan[] {
  const { startupProbe, readinessProbe, livenessProbe } = container;
  if (startupProbe === undefined && readinessProbe === undefined && livenessProbe === undefined) {
    return noProbes;
  }
  const throttle = throttleOf(usage);
  const plan = (kind: ProbeKind, spec: V1Probe | undefined): readonly ProbePlan[] => {
    if (spec === undefined) return noProbes;
    const declared = probes[kind];
    const graceSeconds = spec.terminationGracePeriodSeconds;
    return [
      {
        kind,
        container,
        spec,
        initialDelayMs: 1000 * (spec.initialDelaySeconds ?? 0),
        periodMs: 1000 * (spec.periodSeconds ?? 10),
        timeoutMs: 1000 * (spec.timeoutSeconds ?? 1),
        successThreshold: spec.successThreshold ?? 1,
        failureThreshold: spec.failureThreshold ?? 3,
        takesMs: probes.takesMs,
        ...(throttle !== undefined && { throttle }),
        ...(graceSeconds !== undefined && { graceMs: 1000 * Number(graceSeconds) }),
        ...(declared !== undefined && { spans: spansOf(declared) }),
      },
    ];
  };
  return [
    ...plan('startup', startupProbe),
    ...plan('readiness', readinessProbe),
    ...plan('liveness', livenessProbe),
  ];
}
