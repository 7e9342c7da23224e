import { autoscalingV2, type V1Pod, type V2HorizontalPodAutoscaler } from '../../api/index.ts';
import { isConflict, type LabelMatcher, makeKey } from '../../apimachinery/index.ts';
import type { EventRecorder, Indexer, RestMapper, SharedInformer } from '../../client/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import { indexByNamespace, inNamespace } from '../kit/controller-index.ts';
import { reportAbout } from '../kit/report.ts';
import { AutoscalerSync } from './autoscaler-sync.ts';
import { AutoscalerMemory } from './memory.ts';

/** How often an autoscaler is looked at (--horizontal-pod-autoscaler-sync-period). */
export const syncPeriodMs = 15_000;

/** What the reconciler works with. */
export interface AutoscalerReconcilerParts {
  readonly clock: Clock;
  readonly autoscalers: Indexer<V2HorizontalPodAutoscaler>;
  readonly pods: SharedInformer<V1Pod>;
  readonly mapper: RestMapper;
  readonly recorder: EventRecorder;
}

/** Looks at each autoscaler every fifteen seconds, whatever comes of it. Mirrors kubernetes pkg/controller/podautoscaler. */
export class AutoscalerReconciler implements Reconciler {
  readonly #parts: AutoscalerReconcilerParts;
  readonly #memories = new Map<string, AutoscalerMemory>();
  /** What each autoscaler selects, by its key. */
  readonly #selectors = new Map<string, LabelMatcher>();

  constructor(parts: AutoscalerReconcilerParts) {
    this.#parts = parts;
  }

  async reconcile(request: Request, { client, cause }: ReconcileContext): Promise<ReconcileResult> {
    const { autoscalers, clock, mapper, pods, recorder } = this.#parts;
    const { namespace } = request;
    const key = makeKey(namespace, request.name);
    const autoscaler = autoscalers.get(key);
    if (autoscaler === undefined) {
      this.#memories.delete(key);
      this.#selectors.delete(key);
      return undefined;
    }
    // Where nothing is scaled, nobody needs the index.
    indexByNamespace(pods);
    const nowMs = clock.now();
    const sync = new AutoscalerSync(autoscaler, {
      client,
      mapper,
      report: reportAbout(recorder, autoscalingV2.horizontalPodAutoscalers, autoscaler, cause),
      nowMs,
      memory: (replicas) => this.#memory(key, replicas, nowMs),
      pods: () => inNamespace(pods.indexer, namespace),
      selecting: (matcher, selected) => this.#selecting(key, matcher, selected),
    });
    await sync.run().catch(ignoreConflict);
    return { requeueAfterMs: syncPeriodMs, background: true };
  }

  #memory(key: string, replicas: number, nowMs: number): AutoscalerMemory {
    const memory = this.#memories.get(key) ?? new AutoscalerMemory(replicas, nowMs);
    this.#memories.set(key, memory);
    return memory;
  }

  /** Which autoscalers select any of these pods. Mirrors hpasControllingPodsUnderSelector. */
  #selecting(key: string, matcher: LabelMatcher, pods: readonly V1Pod[]): readonly string[] {
    this.#selectors.set(key, matcher);
    const namespace = key.slice(0, key.indexOf('/') + 1);
    return [...this.#selectors]
      .filter(([other, selector]) => {
        if (!other.startsWith(namespace)) return false;
        return pods.some(({ metadata }) => selector.matches(metadata?.labels));
      })
      .map(([other]) => other)
      .toSorted();
  }
}

/** Whoever changed it will be seen, and it is looked at again in any case. */
function ignoreConflict(error: unknown): void {
  if (!isConflict(error)) throw error;
}
