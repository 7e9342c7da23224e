/** What a reflector keeps up to date. */
export interface ReflectorStore<T> {
  /** These are all there are, as of `resourceVersion`. */
  replace(items: readonly T[], resourceVersion: string): void;
  add(object: T): void;
  update(object: T): void;
  delete(object: T): void;
}
