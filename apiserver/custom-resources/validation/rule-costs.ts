import { type FieldError, type FieldPath, fieldForbidden } from '../../../apimachinery/index.ts';

/** What one rule may be estimated to cost. */
export const ruleCostMax = 10_000_000n;
/** What all rules of a schema together may be. */
const schemaCostMax = 100_000_000n;
/** How many of the dearest rules are told. */
const toldMax = 4;
const uint64Max = 2n ** 64n - 1n;

/**
 * The estimated costs of all rules of one schema. Mirrors k8s.io/apiextensions-apiserver
 * pkg/apis/apiextensions/validation (TotalCost).
 */
export class RuleCosts {
  #total = 0n;
  #dearest: { readonly path: FieldPath; readonly cost: bigint }[] = [];

  observe(path: FieldPath, cost: bigint): void {
    this.#total = this.#total + cost > uint64Max ? uint64Max : this.#total + cost;
    if (cost < schemaCostMax / 100n) return;
    const all = [...this.#dearest, { path, cost }];
    all.sort((left, right) => (left.cost > right.cost ? -1 : left.cost < right.cost ? 1 : 0));
    this.#dearest = all.slice(0, toldMax);
  }

  /** What is said of all of them together; `path` is where the schema stands. */
  errors(path: FieldPath): FieldError[] {
    if (this.#total <= schemaCostMax) return [];
    const part = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema';
    const whole = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema';
    return [
      ...this.#dearest.map((rule) => fieldForbidden(rule.path, part)),
      fieldForbidden(path, costText(whole, this.#total, schemaCostMax)),
    ];
  }
}

export function multiplied(cost: bigint, times: bigint): bigint {
  const product = cost * times;
  return product > uint64Max ? uint64Max : product;
}

export function costText(name: string, cost: bigint, max: bigint): string {
  return `${name} exceeds budget by factor of ${factorText(Number(cost) / Number(max))} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}

function factorText(factor: number): string {
  if (factor > 100) return 'more than 100x';
  return factor < 1.5 ? `${factor.toFixed(6)}x` : `${factor.toFixed(1)}x`;
}
