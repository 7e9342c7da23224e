import type { V2HPAScalingRules } from '../../api/index.ts';

/** What limits a change, as a condition says it. */
export interface Limited {
  readonly replicas: number;
  readonly reason: string;
  readonly message: string;
}

/** Between which numbers of replicas an autoscaler chooses, and where it is. */
export interface Bounds {
  readonly current: number;
  readonly min: number;
  readonly max: number;
}

/** A change of the number of replicas that has been made. */
export interface ScaleEvent {
  readonly change: number;
  readonly atMs: number;
}

const withinRange = {
  reason: 'DesiredWithinRange',
  message: 'the desired count is within the acceptable range',
};
const tooFew = {
  reason: 'TooFewReplicas',
  message: 'the desired replica count is less than the minimum replica count',
};
const tooMany = {
  reason: 'TooManyReplicas',
  message: 'the desired replica count is more than the maximum replica count',
};
const tooFastUp = {
  reason: 'ScaleUpLimit',
  message: 'the desired replica count is increasing faster than the maximum scale rate',
};
const tooFastDown = {
  reason: 'ScaleDownLimit',
  message: 'the desired replica count is decreasing faster than the maximum scale rate',
};

/** At most twice as many, or four. Mirrors kubernetes pkg/controller/podautoscaler (convertDesiredReplicasWithRules). */
export function limitedByDefault(desired: number, { current, min, max }: Bounds): Limited {
  const fastest = Math.max(2 * current, 4);
  if (desired < min) return { replicas: min, ...tooFew };
  if (desired > Math.min(max, fastest)) {
    return max > fastest ? { replicas: fastest, ...tooFastUp } : { replicas: max, ...tooMany };
  }
  return { replicas: desired, ...withinRange };
}

/** What has been changed lately. */
export interface RecentEvents {
  readonly up: readonly ScaleEvent[];
  readonly down: readonly ScaleEvent[];
  readonly nowMs: number;
}

/** As fast as the behaviour lets it. Mirrors convertDesiredReplicasWithBehaviorRate. */
export function limitedByBehavior(
  desired: number,
  { current, min, max }: Bounds,
  rules: { readonly up: V2HPAScalingRules; readonly down: V2HPAScalingRules },
  events: RecentEvents,
): Limited {
  if (desired > current) {
    const fastest = Math.max(current, scaleUpLimit(current, events, rules.up));
    if (desired > Math.min(max, fastest)) {
      return max > fastest ? { replicas: fastest, ...tooFastUp } : { replicas: max, ...tooMany };
    }
  } else if (desired < current) {
    const fastest = Math.min(current, scaleDownLimit(current, events, rules.down));
    if (desired < Math.max(min, fastest)) {
      return min < fastest ? { replicas: fastest, ...tooFastDown } : { replicas: min, ...tooFew };
    }
  }
  return { replicas: desired, ...withinRange };
}

/** Mirrors calculateScaleUpLimitWithScalingRules. */
function scaleUpLimit(current: number, events: RecentEvents, rules: V2HPAScalingRules): number {
  return limitOf(
    current,
    events,
    rules,
    (start, type, value) => (type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100))),
    rules.selectPolicy === 'Min' ? Math.min : Math.max,
  );
}

/** Mirrors calculateScaleDownLimitWithBehaviors. */
function scaleDownLimit(current: number, events: RecentEvents, rules: V2HPAScalingRules): number {
  return limitOf(
    current,
    events,
    rules,
    (start, type, value) => (type === 'Pods' ? start - value : Math.trunc(start * (1 - value / 100))),
    rules.selectPolicy === 'Min' ? Math.max : Math.min,
  );
}

function limitOf(
  current: number,
  { up, down, nowMs }: RecentEvents,
  { policies = [], selectPolicy }: V2HPAScalingRules,
  proposal: (start: number, type: string, value: number) => number,
  select: (...proposals: number[]) => number,
): number {
  if (selectPolicy === 'Disabled') return current;
  const proposals = policies.map(({ type, value, periodSeconds }) => {
    const sinceMs = nowMs - periodSeconds * 1000;
    return proposal(current - changeSince(up, sinceMs) + changeSince(down, sinceMs), type, value);
  });
  return select(...proposals);
}

function changeSince(events: readonly ScaleEvent[], sinceMs: number): number {
  return events.filter(({ atMs }) => atMs > sinceMs).reduce((sum, { change }) => sum + change, 0);
}
