import { coreV1, type V1ResourceQuota } from '../../api/index.ts';
import { makeKey } from '../../apimachinery/index.ts';
import type { Indexer } from '../../client/index.ts';
import { quotaEvaluatorsOf, scopesOf } from '../../component-helpers/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import type { CountedResources } from './counted-resources.ts';
import { type Counted, quotaStatus } from './usage.ts';

/** How often all is counted again, whatever has happened. Mirrors --resource-quota-sync-period. */
const resyncMs = 300_000;
/** How often it is asked whether a resource is served by now. */
const discoveryMs = 30_000;

/** Counts what a quota limits, and tells. Mirrors kubernetes pkg/controller/resourcequota (syncResourceQuota). */
export class QuotaReconciler implements Reconciler {
  readonly #quotas: Indexer<V1ResourceQuota>;
  readonly #resources: CountedResources;
  readonly #clock: Clock;

  constructor(quotas: Indexer<V1ResourceQuota>, resources: CountedResources, clock: Clock) {
    this.#quotas = quotas;
    this.#resources = resources;
    this.#clock = clock;
  }

  async reconcile({ namespace, name }: Request, { client }: ReconcileContext): Promise<ReconcileResult> {
    const known = this.#quotas.get(makeKey(namespace, name));
    if (known === undefined) {
      this.#resources.forget(namespace);
      return undefined;
    }
    const evaluators = quotaEvaluatorsOf(Object.keys(known.spec?.hard ?? {}));
    const shown = await Promise.all(evaluators.map((evaluator) => this.#resources.show(evaluator)));
    // It may have been charged meanwhile.
    const quota = this.#quotas.get(makeKey(namespace, name));
    if (quota === undefined) return undefined;
    const scopes = scopesOf(quota.spec ?? {});
    const nowMs = this.#clock.now();
    const counted = evaluators.flatMap((evaluator, at): readonly Counted[] => {
      const used = shown[at]?.used(namespace, scopes, nowMs);
      return used === undefined ? [] : [{ evaluator, used }];
    });
    const status = quotaStatus(quota, counted);
    if (status !== quota.status) await client.updateStatus(coreV1.resourceQuotas, { ...quota, status });
    const requeueAfterMs = counted.length < evaluators.length ? discoveryMs : resyncMs;
    return { requeueAfterMs, background: true };
  }
}
