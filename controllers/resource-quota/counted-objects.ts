import type { V1ScopedResourceSelectorRequirement } from '../../api/index.ts';
import { type KubeObject, keyOf } from '../../apimachinery/index.ts';
import type { Indexer, SharedInformer } from '../../client/index.ts';
import type { Amounts, QuotaEvaluator } from '../../component-helpers/index.ts';
import { indexByNamespace, inNamespace } from '../kit/controller-index.ts';
import { UsageTotal } from './usage-total.ts';

/** The objects of one resource, and what those of each namespace use that are in the scopes of its quotas. */
export class CountedObjects {
  readonly #evaluator: QuotaEvaluator;
  readonly #objects: Indexer<KubeObject>;
  /** By namespace, and then by the scopes as JSON. */
  readonly #totals = new Map<string, Map<string, UsageTotal>>();

  constructor(evaluator: QuotaEvaluator, informer: SharedInformer<KubeObject>) {
    this.#evaluator = evaluator;
    this.#objects = informer.indexer;
    indexByNamespace(informer);
  }

  /** An object is new, another, or gone. */
  changed(object: KubeObject): void {
    const totals = this.#totals.get(object.metadata?.namespace ?? '');
    if (totals === undefined) return;
    for (const total of totals.values()) total.changed(keyOf(object));
  }

  /** What objects of the namespace that are in all of the scopes use now; to be read at once. */
  used(namespace: string, scopes: readonly V1ScopedResourceSelectorRequirement[], nowMs: number): Amounts {
    const totals = this.#totals.get(namespace) ?? new Map<string, UsageTotal>();
    this.#totals.set(namespace, totals);
    const which = JSON.stringify(scopes);
    let total = totals.get(which);
    if (total === undefined) {
      const keys = inNamespace(this.#objects, namespace).map(keyOf);
      total = new UsageTotal({ evaluator: this.#evaluator, objects: this.#objects, scopes, keys });
      totals.set(which, total);
    }
    return total.at(nowMs);
  }

  /** Counts what is in the namespace anew when it is asked for again. */
  forget(namespace: string): void {
    this.#totals.delete(namespace);
  }
}
