import type { V1ScopedResourceSelectorRequirement } from '../../api/index.ts';
import { type KubeObject, parseTimeOrUndefined } from '../../apimachinery/index.ts';
import type { Indexer } from '../../client/index.ts';
import { Heap, type HeapItem } from '../../collections/index.ts';
import { type Amounts, addAmounts, isInScopes, type QuotaEvaluator } from '../../component-helpers/index.ts';

/** When an object that goes may count no more, though nothing is told of it. */
interface Going extends HeapItem {
  readonly key: string;
  readonly atMs: number;
}

/** What is added up. */
export interface UsageTotalParts {
  readonly evaluator: QuotaEvaluator;
  readonly objects: Indexer<KubeObject>;
  /** All of which an object is in, to be counted. */
  readonly scopes: readonly V1ScopedResourceSelectorRequirement[];
  /** Of the objects that are there. */
  readonly keys: readonly string[];
}

/**
 * What objects use together. Only those are looked at again that have changed since, or whose time to go is over, unless what else
 * there is counts too and is another. Differs:
 * Kubernetes looks at all of them each time.
 */
export class UsageTotal {
  readonly #parts: UsageTotalParts;
  readonly #total: Amounts = new Map();
  /** What each object is counted with. */
  readonly #used = new Map<string, Amounts>();
  /** Those that are never sure to count for the same. */
  readonly #lookingAround = new Set<string>();
  /** What else there was when they were counted. */
  #surroundings: number | undefined;
  readonly #changed: Set<string>;
  readonly #going = new Heap<Going>((a, b) => a.atMs < b.atMs);

  constructor(parts: UsageTotalParts) {
    this.#parts = parts;
    this.#changed = new Set(parts.keys);
  }

  /** The object is new, another, or gone. */
  changed(key: string): void {
    this.#changed.add(key);
  }

  /** As of now; to be read before the next call. */
  at(nowMs: number): Amounts {
    for (let first = this.#going.peek(); first !== undefined && first.atMs < nowMs; ) {
      this.#changed.add(first.key);
      this.#going.pop();
      first = this.#going.peek();
    }
    const surroundings = this.#parts.evaluator.surroundings?.();
    const again = surroundings === this.#surroundings ? this.#lookingAround : this.#used.keys();
    for (const key of again) this.#changed.add(key);
    this.#surroundings = surroundings;
    for (const key of this.#changed) this.#count(key, nowMs);
    this.#changed.clear();
    return this.#total;
  }

  #count(key: string, nowMs: number): void {
    const { evaluator, objects, scopes } = this.#parts;
    for (const [name, amount] of this.#used.get(key) ?? []) {
      const counted = this.#total.get(name);
      if (counted !== undefined) this.#total.set(name, counted.sub(amount));
    }
    this.#used.delete(key);
    this.#lookingAround.delete(key);
    const object = objects.get(key);
    if (object === undefined || !isInScopes(evaluator, scopes, object)) return;
    const used = evaluator.usage(object, nowMs);
    addAmounts(this.#total, used);
    this.#used.set(key, used);
    if (evaluator.looksAround?.(object) === true) this.#lookingAround.add(key);
    this.#expect(key, object, nowMs);
  }

  #expect(key: string, { metadata }: KubeObject, nowMs: number): void {
    const { deletionGracePeriodSeconds: seconds } = metadata ?? {};
    const goesMs = parseTimeOrUndefined(metadata?.deletionTimestamp);
    if (goesMs === undefined || seconds === undefined) return;
    const atMs = goesMs + seconds * 1000;
    if (atMs >= nowMs) this.#going.push({ key, atMs, heapIndex: -1, heapOrder: 0 });
  }
}
