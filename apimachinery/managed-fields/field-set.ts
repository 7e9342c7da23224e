/**
 * A set of fields, in the very form in which objects carry it (metav1.FieldsV1): a tree whose keys are path elements
 * (see path-element.ts). An element is in the set when nothing, or a `.`, stands below it; the other keys below it lead
 * on. So `{"f:spec":{"f:template":{".":{},"f:name":{}}}}` holds `spec.template` and `spec.template.name`, not `spec`.
 * Sets are never changed once made, and share what they have in common. The order of keys has no meaning.
 * Mirrors sigs.k8s.io/structured-merge-diff fieldpath (Set).
 */
export interface FieldSet {
  readonly [element: string]: FieldSet;
}

/** Marks that the element above is itself in the set. */
const self = '.';
/** What stands below an element that is in the set and leads no further. As a whole set: no fields. */
export const noFields: FieldSet = Object.freeze({});

export function isEmptySet(set: FieldSet): boolean {
  for (const element in set) if (element !== self) return false;
  return true;
}

/** Whether an element that is directly below `set` is in it. */
export function hasElement(set: FieldSet, element: string): boolean {
  const below = set[element];
  return below !== undefined && isMember(below);
}

/** The set of what is below an element; no fields where there is nothing. */
export function fieldsBelow(set: FieldSet, element: string): FieldSet {
  const below = set[element];
  return below === undefined || isEmptySet(below) ? noFields : below;
}

export function hasPath(set: FieldSet, path: readonly string[]): boolean {
  let below: FieldSet | undefined = set;
  for (const element of path) {
    below = below[element];
    if (below === undefined) return false;
  }
  return path.length > 0 && isMember(below);
}

/** The first set itself where it has all of the second. Costs as much as the second. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmptySet(b)) return a;
  if (isEmptySet(a)) return b;
  return withElements(a, b, (left, right) =>
    left === undefined ? right : node(isMember(left) || isMember(right), union(left, right)),
  );
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return a;
  let made: Record<string, FieldSet> | undefined;
  for (const element in b) {
    const [left, right] = [a[element], b[element] as FieldSet];
    if (element === self || left === undefined) continue;
    const both = nodeIfAny(isMember(left) && isMember(right), intersection(left, right));
    if (both === undefined) continue;
    made ??= {};
    made[element] = both;
  }
  return made ?? noFields;
}

/** What is in `a` and not in `b`. What is below an element of `b` stays, unless it is in `b`, too. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return noFields;
  return withElements(a, b, (left, right) =>
    left === undefined ? undefined : nodeIfAny(isMember(left) && !isMember(right), difference(left, right)),
  );
}

/** The set with what stands below the elements of another made new. The set itself where nothing of it is. */
function withElements(
  set: FieldSet,
  others: FieldSet,
  make: (left: FieldSet | undefined, right: FieldSet) => FieldSet | undefined,
): FieldSet {
  let made: Record<string, FieldSet> | undefined;
  for (const element in others) {
    if (element === self) continue;
    const was = set[element];
    const is = make(was, others[element] as FieldSet);
    if (is === was) continue;
    made ??= { ...set };
    if (is === undefined) delete made[element];
    else made[element] = is;
  }
  return made ?? set;
}

/**
 * Visits the path of each field of the set: of each element what stands directly below it, then what is further below.
 * Mirrors Set.Iterate.
 */
export function forEachPath(set: FieldSet, visit: (path: readonly string[]) => void): void {
  const path: string[] = [];
  const walk = (below: FieldSet): void => {
    const elements = Object.keys(below).filter((element) => element !== self);
    for (const element of elements) if (hasElement(below, element)) visit([...path, element]);
    for (const element of elements) {
      path.push(element);
      walk(below[element] ?? noFields);
      path.pop();
    }
  };
  walk(set);
}

/** What stands below an element: whether it is itself in the set, and the fields below it. */
export function node(member: boolean, below: FieldSet): FieldSet {
  if (isEmptySet(below)) return noFields;
  if (self in below === member) return below;
  if (member) return { [self]: noFields, ...below };
  const { [self]: _, ...others } = below;
  return others;
}

/** As `node`; nothing for what is not in the set and leads nowhere. */
export function nodeIfAny(member: boolean, below: FieldSet): FieldSet | undefined {
  return member || !isEmptySet(below) ? node(member, below) : undefined;
}

export function isMember(below: FieldSet): boolean {
  if (self in below) return true;
  for (const _ in below) return false;
  return true;
}

/** The set with each element mapped, or left out. The set itself when nothing changes. */
export function mapElements(
  set: FieldSet,
  map: (element: string, below: FieldSet) => FieldSet | undefined,
): FieldSet {
  const made: Record<string, FieldSet> = {};
  let changed = false;
  for (const element in set) {
    if (element === self) continue;
    const was = set[element] as FieldSet;
    const below = map(element, was);
    changed ||= below !== was;
    if (below !== undefined) made[element] = below;
  }
  return changed ? made : set;
}
