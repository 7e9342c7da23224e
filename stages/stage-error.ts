/** A Stage that is none. `path` is where in its document, `spec.selector.matchExpressions[0].key`. */
export class StageError extends Error {
  readonly path: string;

  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`);
    this.name = 'StageError';
    this.path = path;
  }
}
