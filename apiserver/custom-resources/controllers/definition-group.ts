import type { V1CustomResourceDefinitionNames } from '../../../api/index.ts';

type Names = V1CustomResourceDefinitionNames | undefined;

/**
 * The definitions of one group, and the names that are accepted of them, as they come and go: hundreds may come at once, and each has
 * to know of all others.
 */
export class DefinitionGroup {
  readonly #accepted = new Map<string, Names>();
  /** Plural, singular and short names. */
  readonly resources = new NameCounts();
  /** Of kinds and of their lists. */
  readonly kinds = new NameCounts();

  get definitions(): Iterable<string> {
    return this.#accepted.keys();
  }

  get isEmpty(): boolean {
    return this.#accepted.size === 0;
  }

  /** These names are accepted of a definition now. */
  set(definition: string, names: Names): void {
    this.#count(names, 1);
    this.#count(this.#accepted.get(definition), -1);
    this.#accepted.set(definition, names);
  }

  delete(definition: string): void {
    this.#count(this.#accepted.get(definition), -1);
    this.#accepted.delete(definition);
  }

  #count(names: Names, by: number): void {
    for (const name of resourcesIn(names)) this.resources.add(name, by);
    for (const name of kindsIn(names)) this.kinds.add(name, by);
  }
}

/** How many definitions have each name. */
class NameCounts {
  readonly #counts = new Map<string, number>();

  has(name: string): boolean {
    return this.#counts.has(name);
  }

  add(name: string, by: number): void {
    const count = (this.#counts.get(name) ?? 0) + by;
    if (count === 0) this.#counts.delete(name);
    else this.#counts.set(name, count);
  }
}

/** Whether a definition had names that it has no more: somebody may wait for them. */
export function freesNames(before: Names, after: Names): boolean {
  if (before === after) return false;
  const isFree = (names: readonly string[]) => (name: string) => !names.includes(name);
  return resourcesIn(before).some(isFree(resourcesIn(after))) || kindsIn(before).some(isFree(kindsIn(after)));
}

function resourcesIn(names: Names): readonly string[] {
  return names === undefined ? [] : said(names.plural, names.singular, ...(names.shortNames ?? []));
}

function kindsIn(names: Names): readonly string[] {
  return names === undefined ? [] : said(names.kind, names.listKind);
}

function said(...names: readonly (string | undefined)[]): readonly string[] {
  return names.filter((name): name is string => name !== undefined && name !== '');
}
