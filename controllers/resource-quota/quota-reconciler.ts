import { coreV1, type V1ResourceQuota } from '../../api/index.ts';
import { makeKey } from '../../apimachinery/index.ts';
import type { Indexer } from '../../client/index.ts';
import { limitsExtended, type QuotaEvaluators, scopesOf } from '../../component-helpers/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import type { CountedResources } from './counted-resources.ts';
import type { DeviceClaimsAround } from './device-claims-around.ts';
import { type Counted, quotaStatus } from './usage.ts';

/** How often all is counted again, whatever has happened. Mirrors --resource-quota-sync-period. */
const resyncMs = 300_000;
/** How often it is asked whether a resource is served by now. */
const discoveryMs = 30_000;

export interface QuotaReconcilerParts {
  readonly quotas: Indexer<V1ResourceQuota>;
  readonly resources: CountedResources;
  readonly evaluators: QuotaEvaluators;
  readonly around: DeviceClaimsAround;
  readonly clock: Clock;
}

/** Counts what a quota limits, and tells. Mirrors kubernetes pkg/controller/resourcequota (syncResourceQuota). */
export class QuotaReconciler implements Reconciler {
  readonly #quotas: Indexer<V1ResourceQuota>;
  readonly #resources: CountedResources;
  readonly #evaluators: QuotaEvaluators;
  readonly #around: DeviceClaimsAround;
  readonly #clock: Clock;

  constructor(parts: QuotaReconcilerParts) {
    this.#quotas = parts.quotas;
    this.#resources = parts.resources;
    this.#evaluators = parts.evaluators;
    this.#around = parts.around;
    this.#clock = parts.clock;
  }

  async reconcile({ namespace, name }: Request, { client }: ReconcileContext): Promise<ReconcileResult> {
    const known = this.#quotas.get(makeKey(namespace, name));
    if (known === undefined) {
      this.#resources.forget(namespace);
      return undefined;
    }
    const names = Object.keys(known.spec?.hard ?? {});
    if (names.some(limitsExtended)) await this.#around.shown();
    const evaluators = this.#evaluators.for(names);
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
