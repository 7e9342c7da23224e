import type { V1Pod, V1Service } from '../../../api/index.ts';
import { findCondition, keyOf, parseTimeOrUndefined } from '../../../apimachinery/index.ts';

/** The annotation that says since when what an object tells is so. */
export const triggerTimeAnnotation = 'endpoints.kubernetes.io/last-change-trigger-time';

interface Known {
  readonly serviceMs: number;
  readonly podMs: ReadonlyMap<string, number>;
}

/**
 * Remembers when the pods of each service last became ready or not, to tell when what led to a change of its endpoints
 * happened. Mirrors k8s.io/endpointslice util (TriggerTimeTracker).
 */
export class TriggerTimes {
  readonly #known = new Map<string, Known>();

  /**
   * When the first of what is new since the last look happened, in milliseconds; undefined if nothing is. At the first look
   * that is when the service was created.
   */
  look(service: V1Service, pods: readonly V1Pod[]): number | undefined {
    const key = keyOf(service);
    const known = this.#known.get(key);
    const serviceMs = parseTimeOrUndefined(service.metadata?.creationTimestamp) ?? 0;
    const podMs = new Map<string, number>();
    let firstMs = known !== undefined && serviceMs > known.serviceMs ? serviceMs : Number.POSITIVE_INFINITY;
    for (const { metadata, status } of pods) {
      const ms = parseTimeOrUndefined(findCondition(status?.conditions, 'Ready')?.lastTransitionTime);
      if (ms === undefined) continue;
      const name = metadata?.name ?? '';
      podMs.set(name, ms);
      if (ms > (known?.podMs.get(name) ?? 0)) firstMs = Math.min(firstMs, ms);
    }
    this.#known.set(key, { serviceMs, podMs });
    if (known === undefined) return serviceMs;
    return Number.isFinite(firstMs) ? firstMs : undefined;
  }

  forget(serviceKey: string): void {
    this.#known.delete(serviceKey);
  }
}
