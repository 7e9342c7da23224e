import { type FieldSet, isMember, mapElements, nodeIfAny } from './field-set.ts';

/** Which fields somebody may come to own. Mirrors sigs.k8s.io/structured-merge-diff fieldpath (Filter). */
export interface FieldFilter {
  /** What is kept of all that is below an element, itself included; undefined: nothing. */
  keeps(element: string): FieldFilter | undefined;
}

export const allFields: FieldFilter = { keeps: () => allFields };

/** All but some fields and what is below them. Mirrors NewExcludeSetFilter. */
export function fieldsExcept(set: FieldSet): FieldFilter {
  const less = new Map<string, FieldFilter | undefined>();
  for (const [element, below] of Object.entries(set)) {
    less.set(element, isMember(below) ? undefined : fieldsExcept(below));
  }
  return { keeps: (element) => (less.has(element) ? less.get(element) : allFields) };
}

/** Elements that lead to what is kept; `*` stands for any. What has nothing below is kept whole. */
export interface FieldPattern {
  readonly [element: string]: FieldPattern;
}

/** Only some fields and what is below them. Mirrors NewIncludeMatcherFilter. */
export function fieldsOnly(pattern: FieldPattern): FieldFilter {
  const kept = new Map<string, FieldFilter>();
  for (const [element, below] of Object.entries(pattern)) {
    kept.set(element, Object.keys(below).length === 0 ? allFields : fieldsOnly(below));
  }
  return { keeps: (element) => kept.get(element) ?? kept.get('*') };
}

/** What both filters keep. */
export function fieldsOfBoth(left: FieldFilter, right: FieldFilter): FieldFilter {
  if (left === allFields) return right;
  if (right === allFields) return left;
  return {
    keeps(element) {
      const [a, b] = [left.keeps(element), right.keeps(element)];
      return a && b && fieldsOfBoth(a, b);
    },
  };
}

/** The fields of a set that a filter keeps. */
export function keptFields(set: FieldSet, filter: FieldFilter): FieldSet {
  return mapElements(set, (element, below) => {
    const kept = filter.keeps(element);
    if (kept === undefined || kept === allFields) return kept && below;
    return nodeIfAny(isMember(below), keptFields(below, kept));
  });
}
