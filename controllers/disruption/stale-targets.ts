import { coreV1, type V1Pod } from '../../api/index.ts';
import { findCondition, formatTime, keyOf, makeKey, parseTimeOrUndefined } from '../../apimachinery/index.ts';
import type { Indexer } from '../../client/index.ts';
import { changedPodCondition, isPodTerminal } from '../../component-helpers/index.ts';
import {
  causeOf,
  type EventHandler,
  type ReconcileContext,
  type ReconcileResult,
  type Reconciler,
  type Request,
} from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import type { KeyTimers } from '../kit/key-timers.ts';

/** So long a pod may be said to be disrupted without being deleted. Mirrors stalePodDisruptionTimeout. */
const staleAfterMs = 120_000;

/**
 * How long until what is said of the pod's disruption is stale: a negative number when it is; undefined: it says nothing
 * of the kind, or goes. What a kubelet says never is. Mirrors nonTerminatingPodHasStaleDisruptionCondition.
 */
function staleInMs(pod: V1Pod, nowMs: number): number | undefined {
  const condition = findCondition(pod.status?.conditions, 'DisruptionTarget');
  if (condition?.status !== 'True' || condition.reason === 'TerminationByKubelet') return undefined;
  if (pod.metadata?.deletionTimestamp !== undefined || isPodTerminal(pod)) return undefined;
  return (parseTimeOrUndefined(condition.lastTransitionTime) ?? 0) + staleAfterMs - nowMs;
}

/** Looks at a pod that is said to be disrupted when it should be gone. */
export function staleTargetEvents(timers: KeyTimers, clock: Clock): EventHandler<V1Pod> {
  const look = ({ object: pod }: { readonly object: V1Pod }): void => {
    const inMs = staleInMs(pod, clock.now());
    if (inMs === undefined && timers.isEmpty) return;
    timers.set(keyOf(pod), inMs === undefined ? undefined : Math.max(0, inMs), causeOf(pod));
  };
  return { create: look, update: look, delete: ({ object }) => timers.set(keyOf(object), undefined) };
}

/** Says of a pod that was to be disrupted, and was not, that it is not. Mirrors syncStalePodDisruption. */
export class StaleTargetReconciler implements Reconciler {
  readonly #pods: Indexer<V1Pod>;
  readonly #clock: Clock;

  constructor(pods: Indexer<V1Pod>, clock: Clock) {
    this.#pods = pods;
    this.#clock = clock;
  }

  async reconcile(request: Request, { client }: ReconcileContext): Promise<ReconcileResult> {
    const pod = this.#pods.get(makeKey(request.namespace, request.name));
    if (pod === undefined) return undefined;
    const nowMs = this.#clock.now();
    const inMs = staleInMs(pod, nowMs);
    if (inMs === undefined) return undefined;
    if (inMs > 0) return { requeueAfterMs: inMs };
    const condition = changedPodCondition(
      pod,
      { type: 'DisruptionTarget', status: 'False' },
      formatTime(nowMs),
    );
    if (condition === undefined) return undefined;
    const conditions = (pod.status?.conditions ?? []).map((one) =>
      one.type === condition.type ? condition : one,
    );
    await client.updateStatus(coreV1.pods, { ...pod, status: { ...pod.status, conditions } });
    return undefined;
  }
}
