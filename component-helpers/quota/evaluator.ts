import type { V1ScopedResourceSelectorRequirement } from '../../api/index.ts';
import type { KubeObject } from '../../apimachinery/index.ts';
import type { Amounts } from '../resource/amounts.ts';

/** A request that may have to be charged. */
export interface Asked {
  readonly operation: string;
  readonly subresource: string;
  readonly object?: KubeObject | undefined;
  readonly oldObject?: KubeObject | undefined;
}

/** How the objects of one resource are counted. Mirrors k8s.io/apiserver pkg/quota/v1 (Evaluator). */
export interface QuotaEvaluator {
  readonly group: string;
  readonly resource: string;
  /** Another number: what any object uses may be other than it was, by what else there is. Absent: it never is. */
  surroundings?(): number;
  /** Whether what the object uses hangs on more than that, and is never sure to stay. Absent: of none it does. */
  looksAround?(object: KubeObject): boolean;
  /** Which of the names in a quota it counts. */
  matching(names: readonly string[]): readonly string[];
  /** Whether an object is in a scope of a quota. Absent: none is. */
  isInScope?(selector: V1ScopedResourceSelectorRequirement, object: KubeObject): boolean;
  /** What an object uses. */
  usage(object: KubeObject, nowMs: number): Amounts;
  /** What an object must say, and does not, where these are limited; undefined: it says all. */
  missing?(names: readonly string[], object: KubeObject): string | undefined;
  /** Whether the request is charged. */
  handles(asked: Asked): boolean;
  /** Whether an update may change what the object uses in a way that nobody is charged for. Absent: none does. */
  replenishes?(before: KubeObject, after: KubeObject, nowMs: number): boolean;
}

/** The name by which the objects of a resource are counted: `count/deployments.apps`. */
export function countName(group: string, resource: string): string {
  return group === '' ? `count/${resource}` : `count/${resource}.${group}`;
}
