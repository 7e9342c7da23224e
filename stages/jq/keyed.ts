import { compare, type Jq } from './values.ts';

/** An item of an array with what it is put in order by. */
export interface Keyed {
  readonly value: Jq;
  readonly key: Jq;
}

export function sorted(items: readonly Keyed[]): readonly Keyed[] {
  return [...items].sort((left, right) => compare(left.key, right.key));
}

/** Items of equal keys that stand together. */
export function grouped(items: readonly Keyed[]): readonly (readonly Keyed[])[] {
  const groups: Keyed[][] = [];
  for (const item of items) {
    const last = groups.at(-1);
    const first = last?.[0];
    if (last !== undefined && first !== undefined && compare(first.key, item.key) === 0) last.push(item);
    else groups.push([item]);
  }
  return groups;
}

/** The item than which none is better; null where there are none. */
export function extreme(items: readonly Keyed[], isBetter: (order: number) => boolean): Jq {
  let best: Keyed | undefined;
  for (const item of items) if (best === undefined || isBetter(compare(item.key, best.key))) best = item;
  return best?.value ?? null;
}
