import type { V2HorizontalPodAutoscaler, V2HPAScalingRules } from '../../api/index.ts';
import { parseQuantity } from '../../apimachinery/index.ts';
import { type Bounds, type Limited, limitedByBehavior, limitedByDefault } from './limits.ts';
import type { AutoscalerMemory, Stabilized } from './memory.ts';
import type { Tolerances } from './replica-calculator.ts';

/** What is done unless an autoscaler says otherwise (--horizontal-pod-autoscaler-tolerance). */
const tolerance = 0.1;

/** Mirrors kubernetes pkg/controller/podautoscaler (tolerancesForHpa). */
export function tolerancesOf({ spec }: V2HorizontalPodAutoscaler): Tolerances {
  const { scaleUp, scaleDown } = spec?.behavior ?? {};
  const own = (rules: V2HPAScalingRules | undefined) =>
    rules?.tolerance === undefined ? tolerance : parseQuantity(rules.tolerance).asApproximateNumber();
  return { scaleUp: own(scaleUp), scaleDown: own(scaleDown) };
}

/** What a recommendation comes to: after what was recommended before, and within what may be done at once. */
export interface Normalized {
  readonly stabilized: Stabilized;
  readonly limited: Limited;
}

/** Mirrors normalizeDesiredReplicas and normalizeDesiredReplicasWithBehaviors. */
export function normalized(
  { spec }: V2HorizontalPodAutoscaler,
  memory: AutoscalerMemory,
  desired: number,
  bounds: Bounds,
  nowMs: number,
): Normalized {
  const { behavior } = spec ?? {};
  if (behavior === undefined) {
    const stabilized = memory.stabilize(desired, nowMs);
    return { stabilized, limited: limitedByDefault(stabilized.replicas, bounds) };
  }
  const rules = { up: behavior.scaleUp ?? {}, down: behavior.scaleDown ?? {} };
  const stabilized = memory.stabilizeBy(desired, bounds.current, rules, nowMs);
  const limited = limitedByBehavior(stabilized.replicas, bounds, rules, memory.recentEvents(nowMs));
  return { stabilized, limited };
}
