import { difference, type FieldSet, isMember, noFields, union } from './field-set.ts';
import { compareElements } from './path-element.ts';

/**
 * Sets of fields, each made once: most objects have the same fields as others. So an object costs no sets of its own,
 * sets are compared by reference, and the JSON of a set is written once. What is kept here is forgotten when it becomes
 * much; then the same set may be there twice, which costs memory and no more.
 */
const setsMax = 4096;
/** They are small, and much of what they lead to is shared. */
const draftsMax = 16_384;
/** Of each set. */
const resultsMax = 64;

const byText = new Map<string, FieldSet>();
const texts = new WeakMap<FieldSet, string>([[noFields, '{}']]);

/** The set with its elements in the order in which Kubernetes writes them, frozen, and the same for equal sets. */
export function shared(set: FieldSet): FieldSet {
  if (texts.has(set)) return set;
  const elements = Object.keys(set).filter((element) => element !== '.');
  return sharedOf(
    isMember(set),
    elements.map((element) => [element, shared(set[element] ?? noFields)]),
  );
}

export function isShared(set: unknown): set is FieldSet {
  return typeof set === 'object' && set !== null && texts.has(set as FieldSet);
}

/** The JSON of a set: FieldsV1 as it is stored and sent. */
export function fieldsJson(set: FieldSet): string {
  return texts.get(shared(set)) ?? '{}';
}

/** What came of two sets, for some of them: changes are of few kinds. */
type Results = WeakMap<FieldSet, Map<FieldSet, FieldSet>>;

const unions: Results = new WeakMap();
const differences: Results = new WeakMap();

/** The shared union of shared sets. */
export function sharedUnion(a: FieldSet, b: FieldSet): FieldSet {
  return a === noFields || a === b ? shared(b) : resultOf(union, unions, a, b);
}

/** The shared set of what is in one shared set and not in the other. */
export function sharedDifference(a: FieldSet, b: FieldSet): FieldSet {
  return b === noFields ? a : resultOf(difference, differences, a, b);
}

function resultOf(make: typeof union, results: Results, a: FieldSet, b: FieldSet): FieldSet {
  let known = results.get(a);
  if (known === undefined || known.size >= resultsMax) {
    known = new Map();
    results.set(a, known);
  }
  let made = known.get(b);
  if (made === undefined) {
    made = shared(make(a, b));
    known.set(b, made);
  }
  return made;
}

/** What is below the elements is shared already. */
function sharedOf(member: boolean, elements: [string, FieldSet][]): FieldSet {
  if (elements.length === 0) return noFields;
  elements.sort(([a], [b]) => compareElements(a, b));
  const members = elements.map(([element, below]) => `${JSON.stringify(element)}:${texts.get(below)}`);
  const text = `{${member ? '".":{},' : ''}${members.join(',')}}`;
  const known = byText.get(text);
  if (known !== undefined) return known;
  if (byText.size >= setsMax) byText.clear();
  const made = Object.freeze(Object.fromEntries(member ? [['.', noFields], ...elements] : elements));
  byText.set(text, made);
  texts.set(made, text);
  return made;
}

/**
 * A set in the making, element by element: which ones there are so far, and what is below them. Objects of one shape go
 * the same way, so that a walk along an object makes nothing.
 */
export class SetDraft {
  readonly #before: SetDraft | undefined;
  readonly #element: string;
  readonly #below: FieldSet;
  /** Where an element with nothing below leads; where one does with something. */
  #leaves: Map<string, SetDraft> | undefined;
  #inner: Map<string, Map<FieldSet, SetDraft>> | undefined;
  /** The way that was gone last. */
  #next: SetDraft | undefined;
  #alone: FieldSet | undefined;
  #member: FieldSet | undefined;

  constructor(before?: SetDraft, element = '', below = noFields) {
    this.#before = before;
    this.#element = element;
    this.#below = below;
  }

  /** With one more element, below which a shared set stands. */
  with(element: string, below: FieldSet): SetDraft {
    const last = this.#next;
    if (last !== undefined && last.#element === element && last.#below === below) return last;
    const next = this.#way(element, below);
    this.#next = next;
    return next;
  }

  #way(element: string, below: FieldSet): SetDraft {
    if (below === noFields) {
      this.#leaves ??= new Map();
      return this.#leaves.get(element) ?? added(this.#leaves, element, new SetDraft(this, element));
    }
    this.#inner ??= new Map();
    const ways = this.#inner.get(element) ?? added(this.#inner, element, new Map<FieldSet, SetDraft>());
    return ways.get(below) ?? added(ways, below, new SetDraft(this, element, below));
  }

  /** The set; as what stands below an element that is itself in the set, or not. */
  set(member: boolean): FieldSet {
    if (member) {
      this.#member ??= this.#made(true);
      return this.#member;
    }
    this.#alone ??= this.#made(false);
    return this.#alone;
  }

  #made(member: boolean): FieldSet {
    const elements: [string, FieldSet][] = [];
    for (let at: SetDraft = this; at.#before !== undefined; at = at.#before) {
      elements.push([at.#element, at.#below]);
    }
    return sharedOf(member, elements);
  }
}

let nothing = new SetDraft();
let drafts = 0;

/** Where each draft begins: with no elements. */
export function emptyDraft(): SetDraft {
  if (drafts > draftsMax) {
    nothing = new SetDraft();
    drafts = 0;
  }
  return nothing;
}

function added<K, V>(map: Map<K, V>, key: K, value: V): V {
  drafts++;
  map.set(key, value);
  return value;
}
