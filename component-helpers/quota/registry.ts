import { claimEvaluator } from './claim-evaluator.ts';
import { type DeviceSurroundings, deviceClaimEvaluator } from './device-claim-evaluator.ts';
import type { QuotaEvaluator } from './evaluator.ts';
import { countedResource, objectCount } from './object-count.ts';
import { podEvaluator } from './pod-evaluator.ts';
import { serviceEvaluator } from './service-evaluator.ts';

/** What quotas do not count. Mirrors kubernetes pkg/quota/v1/install (DefaultIgnoredResources). */
const ignored: ReadonlySet<string> = new Set([
  '/bindings',
  '/componentstatuses',
  '/events',
  'events.k8s.io/events',
  'authentication.k8s.io/tokenreviews',
  'authentication.k8s.io/selfsubjectreviews',
  'authorization.k8s.io/subjectaccessreviews',
  'authorization.k8s.io/selfsubjectaccessreviews',
  'authorization.k8s.io/localsubjectaccessreviews',
  'authorization.k8s.io/selfsubjectrulesreviews',
]);

/** How what quotas limit is counted, where it lies among other objects. Mirrors kubernetes pkg/quota/v1/evaluator/core (NewEvaluators). */
export class QuotaEvaluators {
  /** Those that count more than objects. */
  readonly #special: readonly QuotaEvaluator[];

  constructor(around: DeviceSurroundings) {
    this.#special = [podEvaluator, serviceEvaluator, claimEvaluator, deviceClaimEvaluator(around)];
  }

  /** How the objects of a resource are counted; undefined: they are not. */
  of(group: string, resource: string): QuotaEvaluator | undefined {
    if (ignored.has(`${group}/${resource}`)) return undefined;
    const known = this.#special.find(
      (evaluator) => evaluator.resource === resource && evaluator.group === group,
    );
    return known ?? objectCount(group, resource);
  }

  /** Those that count what a quota limits. */
  for(names: readonly string[]): readonly QuotaEvaluator[] {
    const others = new Map<string, QuotaEvaluator>();
    for (const name of names) {
      const counted = countedResource(name);
      const evaluator = counted && this.of(counted.group, counted.resource);
      if (evaluator !== undefined && !this.#special.includes(evaluator)) {
        others.set(`${evaluator.group}/${evaluator.resource}`, evaluator);
      }
    }
    return [...this.#special.filter((evaluator) => evaluator.matching(names).length > 0), ...others.values()];
  }
}
