import type { Schema } from '../schema/schema.ts';
import { setMember } from '../values/plain-json.ts';
import { itemsByElement } from './compare-fields.ts';
import { itemElement } from './path-element.ts';
import { anyValue, asItems, asMap, isEmptyMap, memberSchema, shapeOf } from './shape.ts';

/**
 * The object with an applied configuration laid over it: what the configuration names takes its value, items of lists
 * are merged by their keys and stand in its order, all else stays. What nothing changes is shared with `live`.
 * `undefined` stands for what is not there. Throws PathElementError. The configuration names no item twice.
 * Mirrors sigs.k8s.io/structured-merge-diff typed (TypedValue.Merge).
 */
export function mergeApplied(schema: Schema, live: unknown, applied: unknown): unknown {
  if (applied === undefined || live === applied) return live;
  const shape = shapeOf(schema, applied);
  if (shape === 'map') return mergeMaps(schema, live, applied);
  if (shape === 'list') return mergeLists(schema, live, applied);
  return applied;
}

function mergeMaps(schema: Schema, live: unknown, applied: unknown): unknown {
  const [left, right] = [asMap(live), asMap(applied)];
  if (isEmptyMap(left) && isEmptyMap(right)) return applied;
  if (right === undefined) return live;
  const made: Record<string, unknown> = { ...left };
  let changed = left === undefined;
  for (const name in right) {
    const was = left !== undefined && Object.hasOwn(left, name) ? left[name] : undefined;
    const is = mergeApplied(memberSchema(schema, name) ?? anyValue, was, right[name]);
    if (is === was && was !== undefined) continue;
    changed = true;
    if (is !== undefined) setMember(made, name, is);
  }
  return changed ? made : live;
}

function mergeLists(schema: Schema, live: unknown, applied: unknown): unknown {
  const [left, right] = [asItems(live) ?? [], asItems(applied) ?? []];
  if (left.length === 0 && right.length === 0) return applied;
  const merged = new ListMerge(schema, left, right).merge();
  const isSame = merged.length === left.length && merged.every((item, index) => item === left[index]);
  return isSame && asItems(live) !== undefined ? live : merged;
}

/**
 * Merges two lists, item by item. Items of the applied list keep its order; those only the live list has stay where they
 * were among the others, as far as that can be.
 */
class ListMerge {
  readonly #items: Schema;
  readonly #live: readonly unknown[];
  readonly #liveNames: readonly string[];
  readonly #appliedNames: readonly string[];
  readonly #liveByName: ReadonlyMap<string, readonly unknown[]>;
  readonly #appliedByName: ReadonlyMap<string, readonly unknown[]>;
  readonly #merged = new Set<string>();
  readonly #made: unknown[] = [];
  /** Names of both lists, in the order of the applied one, still to come. */
  readonly #shared: string[];

  constructor(schema: Schema, live: readonly unknown[], applied: readonly unknown[]) {
    this.#items = schema.items ?? anyValue;
    this.#live = live;
    this.#liveNames = live.map((item) => itemElement(schema, item));
    this.#appliedNames = applied.map((item) => itemElement(schema, item));
    this.#liveByName = itemsByElement(schema, live);
    this.#appliedByName = itemsByElement(schema, applied);
    this.#shared = this.#appliedNames.filter((name) => this.#liveByName.has(name));
  }

  merge(): readonly unknown[] {
    let [left, right] = [0, 0];
    while (left < this.#liveNames.length || right < this.#appliedNames.length) {
      const [liveName, appliedName] = [this.#liveNames[left], this.#appliedNames[right]];
      if (liveName !== undefined && liveName === appliedName) {
        this.#takeApplied(liveName);
        left++;
        right++;
        continue;
      }
      const isShared = liveName !== undefined && this.#appliedByName.has(liveName);
      if (
        isShared &&
        appliedName !== undefined &&
        this.#shared[0] !== undefined &&
        this.#shared[0] !== liveName
      ) {
        // It is in both lists, but another one comes first.
        left++;
        continue;
      }
      if (liveName !== undefined && !isShared) {
        this.#made.push(this.#live[left]);
        left++;
        continue;
      }
      if (liveName !== undefined && this.#merged.has(liveName)) left++;
      if (appliedName !== undefined) {
        this.#takeApplied(appliedName);
        right++;
      }
    }
    return this.#made;
  }

  #takeApplied(name: string): void {
    this.#merged.add(name);
    if (this.#shared[0] === name) this.#shared.shift();
    const before = this.#liveByName.get(name) ?? [];
    const applied = this.#appliedByName.get(name)?.[0];
    // What is there more than once is not merged with, but replaced.
    const item = mergeApplied(this.#items, before.length > 1 ? null : before[0], applied);
    if (item !== undefined) this.#made.push(item);
  }
}
