import type { FunctionDeclaration } from '../functions/declaration.ts';
import type { CelType } from '../types/cel-type.ts';

/** What names stand for: those of the environment. */
export interface Declarations {
  /** The type of a variable; of a type its type. */
  readonly variables: ReadonlyMap<string, CelType>;
  readonly functions: ReadonlyMap<string, FunctionDeclaration>;
  /** The type of a message that an expression may make; undefined when none is called so. */
  readonly message: (name: string) => CelType | undefined;
}

/** Variables of loops over those of the environment. */
export class Scope {
  readonly #names: ReadonlyMap<string, CelType>;
  readonly #outer: Scope | undefined;

  constructor(names: ReadonlyMap<string, CelType>, outer?: Scope) {
    this.#names = names;
    this.#outer = outer;
  }

  find(name: string): CelType | undefined {
    return this.#names.get(name) ?? this.#outer?.find(name);
  }
}

/** There are no packages: a leading dot says nothing. */
export function withoutDot(name: string): string {
  return name.startsWith('.') ? name.slice(1) : name;
}
