/** Declared data that is none. The message begins with the path of the field that is wrong. */
export class BehaviourError extends Error {
  override readonly name = 'BehaviourError';
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`);
    this.path = path;
  }
}
