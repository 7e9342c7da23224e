/**
 * Where in an object something is wrong: `spec.template.spec.containers[0].name`, `metadata.annotations[a/b]`.
 * Immutable and cheap to extend: the text is made only when an error needs it.
 * Mirrors k8s.io/apimachinery pkg/util/validation/field (Path).
 */
export class FieldPath {
  readonly #parent: FieldPath | undefined;
  readonly #name: string;
  readonly #subscript: boolean;

  private constructor(parent: FieldPath | undefined, name: string, subscript: boolean) {
    this.#parent = parent;
    this.#name = name;
    this.#subscript = subscript;
  }

  /** The object itself, whose fields do not name it. */
  static readonly root = new FieldPath(undefined, '', false);

  /** A path that starts at a field of the object. */
  static of(name: string, ...more: readonly string[]): FieldPath {
    return FieldPath.root.child(name, ...more);
  }

  /** The field of that name within; several names go deeper. */
  child(...names: readonly string[]): FieldPath {
    let path: FieldPath = this;
    for (const name of names) path = new FieldPath(path === FieldPath.root ? undefined : path, name, false);
    return path;
  }

  /** The item at a position: `[0]`. */
  index(position: number): FieldPath {
    return new FieldPath(this, String(position), true);
  }

  /** The value of a map's key: `[app]`. */
  key(key: string): FieldPath {
    return new FieldPath(this, key, true);
  }

  /** What this is a field or an item of. */
  get parent(): FieldPath {
    return this.#parent ?? FieldPath.root;
  }

  toString(): string {
    const own = this.#subscript ? `[${this.#name}]` : this.#name;
    if (this.#parent === undefined) return own;
    return this.#subscript ? `${this.#parent}${own}` : `${this.#parent}.${own}`;
  }
}

/** `fieldPath('spec', 'replicas')` is `spec.replicas`. */
export function fieldPath(name: string, ...more: readonly string[]): FieldPath {
  return FieldPath.of(name, ...more);
}
