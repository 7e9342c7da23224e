import { claimEvaluator } from './claim-evaluator.ts';
import { deviceClaimEvaluator } from './device-claim-evaluator.ts';
import type { QuotaEvaluator } from './evaluator.ts';
import { countedResource, objectCount } from './object-count.ts';
import { podEvaluator } from './pod-evaluator.ts';
import { serviceEvaluator } from './service-evaluator.ts';

/** Those that count more than objects. */
const special = [podEvaluator, serviceEvaluator, claimEvaluator, deviceClaimEvaluator];

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

/** How the objects of a resource are counted; undefined: they are not. */
export function quotaEvaluatorFor(group: string, resource: string): QuotaEvaluator | undefined {
  if (ignored.has(`${group}/${resource}`)) return undefined;
  const known = special.find((evaluator) => evaluator.resource === resource && evaluator.group === group);
  return known ?? objectCount(group, resource);
}

/** Those that count what a quota limits. */
export function quotaEvaluatorsOf(names: readonly string[]): readonly QuotaEvaluator[] {
  const others = new Map<string, QuotaEvaluator>();
  for (const name of names) {
    const counted = countedResource(name);
    const evaluator = counted && quotaEvaluatorFor(counted.group, counted.resource);
    if (evaluator !== undefined && !special.includes(evaluator)) {
      others.set(`${evaluator.group}/${evaluator.resource}`, evaluator);
    }
  }
  return [...special.filter((evaluator) => evaluator.matching(names).length > 0), ...others.values()];
}
