import type { V1DaemonSet } from '../../api/index.ts';
import {
  type BackOff,
  type BackOffBounds,
  backOffDelayMs,
  nextBackOff,
} from '../../component-helpers/index.ts';
import type { Clock } from '../../environment/index.ts';

/** Mirrors kubernetes cmd/kube-controller-manager (newDaemonSetController). */
const bounds: BackOffBounds = { initialMs: 1000, maxMs: 15 * 60 * 1000 };

interface Failures {
  /** Its uid and the generation it has seen to: with another one all begins again. */
  readonly of: string;
  readonly byNode: Map<string, BackOff>;
}

/**
 * How long a failed pod of a DaemonSet stays on its node before it is replaced: where a kubelet refuses every pod, ever
 * longer. Mirrors kubernetes pkg/controller/daemon (failedPodsBackoff).
 */
export class FailedPods {
  readonly #clock: Clock;
  readonly #byKey = new Map<string, Failures>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long to wait before a failed pod of the node is deleted, in milliseconds. 0: not any more, and that counts. */
  waitMs(key: string, daemonSet: V1DaemonSet, node: string): number {
    const of = `${daemonSet.metadata?.uid}/${daemonSet.status?.observedGeneration ?? 0}`;
    let failures = this.#byKey.get(key);
    if (failures?.of !== of) {
      failures = { of, byNode: new Map() };
      this.#byKey.set(key, failures);
    }
    const nowMs = this.#clock.now();
    const last = failures.byNode.get(node);
    const delayMs = backOffDelayMs(bounds, last, nowMs);
    if (last !== undefined && nowMs - last.updatedMs < delayMs) return delayMs;
    failures.byNode.set(node, nextBackOff(bounds, last, nowMs, nowMs));
    return 0;
  }

  /** The DaemonSet is gone. */
  forget(key: string): void {
    this.#byKey.delete(key);
  }
}
