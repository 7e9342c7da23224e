import type {
  V2HorizontalPodAutoscaler,
  V2HorizontalPodAutoscalerCondition,
  V2HorizontalPodAutoscalerStatus,
  V2MetricStatus,
} from '../../api/index.ts';
import { formatTime, setCondition } from '../../apimachinery/index.ts';

export type ConditionType = 'AbleToScale' | 'ScalingActive' | 'ScalingLimited';

/** What one look at an autoscaler makes of its status. Mirrors kubernetes pkg/controller/podautoscaler (setCondition, setStatus). */
export class SyncStatus {
  readonly #before: V2HorizontalPodAutoscalerStatus | undefined;
  readonly #nowText: string;
  #conditions: readonly V2HorizontalPodAutoscalerCondition[];
  #numbers: Pick<V2HorizontalPodAutoscalerStatus, 'currentReplicas' | 'desiredReplicas'>;
  #currentMetrics: readonly V2MetricStatus[] | null;
  #lastScaleTime: string | undefined;

  constructor({ status }: V2HorizontalPodAutoscaler, nowMs: number) {
    this.#before = status;
    this.#nowText = formatTime(nowMs);
    this.#conditions = status?.conditions ?? [];
    this.#numbers = {
      desiredReplicas: status?.desiredReplicas ?? 0,
      ...(status?.currentReplicas !== undefined && { currentReplicas: status.currentReplicas }),
    };
    this.#currentMetrics = status?.currentMetrics ?? null;
    this.#lastScaleTime = status?.lastScaleTime;
  }

  condition(type: ConditionType, status: 'True' | 'False', reason: string, message: string): void {
    const condition = { type, status, reason, message, lastTransitionTime: this.#nowText };
    this.#conditions = setCondition<V2HorizontalPodAutoscalerCondition>(
      this.#conditions,
      condition,
      this.#nowText,
    );
  }

  /** How many there are, and by which metrics; how many are wanted, where that has been found out. */
  observed(
    current: number,
    metrics: readonly V2MetricStatus[],
    desired = this.#numbers.desiredReplicas,
  ): void {
    this.#numbers = { currentReplicas: current, desiredReplicas: desired };
    this.#currentMetrics = metrics.length === 0 ? null : metrics;
  }

  rescaled(): void {
    this.#lastScaleTime = this.#nowText;
  }

  get status(): V2HorizontalPodAutoscalerStatus {
    const { observedGeneration } = this.#before ?? {};
    return {
      ...(observedGeneration !== undefined && { observedGeneration }),
      ...(this.#lastScaleTime !== undefined && { lastScaleTime: this.#lastScaleTime }),
      ...this.#numbers,
      currentMetrics: this.#currentMetrics,
      conditions: this.#conditions,
    };
  }
}
