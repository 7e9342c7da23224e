import type { V2HorizontalPodAutoscalerBehavior, V2HPAScalingRules } from '../../api/index.ts';
import type { RecentEvents, ScaleEvent } from './limits.ts';

/** What was thought right at a time. */
interface Recommendation {
  readonly replicas: number;
  readonly atMs: number;
}

/** What the recommendations of a while come to, and why it is not the last one. */
export interface Stabilized {
  readonly replicas: number;
  readonly reason: string;
  readonly message: string;
}

/** How long a high recommendation holds a shrinking back (--horizontal-pod-autoscaler-downscale-stabilization). */
export const downscaleWindowSeconds = 300;

const stabilizedUp = {
  reason: 'ScaleUpStabilized',
  message: 'recent recommendations were lower than current one, applying the lowest recent recommendation',
};
const stabilizedDown = {
  reason: 'ScaleDownStabilized',
  message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
};

/**
 * What an autoscaler remembers, for as long as the controller runs: what it thought right, and what it did. Mirrors kubernetes
 * pkg/controller/podautoscaler (recommendations, scaleUpEvents, scaleDownEvents).
 */
export class AutoscalerMemory {
  readonly #recommendations: Recommendation[];
  readonly #up: ScaleEvent[] = [];
  readonly #down: ScaleEvent[] = [];

  /** It begins with what is there. */
  constructor(replicas: number, nowMs: number) {
    this.#recommendations = [{ replicas, atMs: nowMs }];
  }

  recentEvents(nowMs: number): RecentEvents {
    return { up: this.#up, down: this.#down, nowMs };
  }

  /** The most of the last five minutes. Mirrors stabilizeRecommendation. */
  stabilize(desired: number, nowMs: number): Stabilized {
    const cutoffMs = nowMs - downscaleWindowSeconds * 1000;
    const recent = this.#recommendations.filter(({ atMs }) => atMs >= cutoffMs);
    const replicas = Math.max(desired, ...recent.map((one) => one.replicas));
    this.#remember(desired, nowMs, cutoffMs);
    return { replicas, ...stabilizedDown };
  }

  /** The least and the most of two windows. Mirrors stabilizeRecommendationWithBehaviors. */
  stabilizeBy(
    desired: number,
    current: number,
    { up, down }: { readonly up: V2HPAScalingRules; readonly down: V2HPAScalingRules },
    nowMs: number,
  ): Stabilized {
    const upCutoffMs = nowMs - (up.stabilizationWindowSeconds ?? 0) * 1000;
    const downCutoffMs = nowMs - (down.stabilizationWindowSeconds ?? downscaleWindowSeconds) * 1000;
    const since = (cutoffMs: number) =>
      this.#recommendations.filter(({ atMs }) => atMs > cutoffMs).map((one) => one.replicas);
    const least = Math.min(desired, ...since(upCutoffMs));
    const most = Math.max(desired, ...since(downCutoffMs));
    this.#remember(desired, nowMs, Math.min(upCutoffMs, downCutoffMs));
    const replicas = Math.min(Math.max(current, least), most);
    return { replicas, ...(desired >= current ? stabilizedUp : stabilizedDown) };
  }

  /** A change that was made. Mirrors storeScaleEvent. */
  scaled(
    { scaleUp = {}, scaleDown = {} }: V2HorizontalPodAutoscalerBehavior,
    before: number,
    after: number,
    nowMs: number,
  ): void {
    const [events, rules] = after > before ? [this.#up, scaleUp] : [this.#down, scaleDown];
    const longest = Math.max(0, ...(rules.policies ?? []).map(({ periodSeconds }) => periodSeconds));
    replaceOld(events, { change: Math.abs(after - before), atMs: nowMs }, nowMs - longest * 1000);
  }

  #remember(replicas: number, nowMs: number, cutoffMs: number): void {
    replaceOld(this.#recommendations, { replicas, atMs: nowMs }, cutoffMs);
  }
}

/** One that is too old to count makes room for the new one. */
function replaceOld<T extends { readonly atMs: number }>(list: T[], one: T, cutoffMs: number): void {
  const old = list.findLastIndex(({ atMs }) => atMs < cutoffMs);
  if (old < 0) list.push(one);
  else list[old] = one;
}
