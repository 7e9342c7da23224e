import { type FieldError, fieldErrorsMax } from '../errors/field-errors.ts';

/**
 * The errors of one validation, and the way to the value that is being looked at. The text of a path is made only when
 * there is an error.
 */
export class Findings {
  readonly errors: FieldError[] = [];
  readonly #root: string;
  readonly #way: (string | number)[] = [];

  constructor(root: string) {
    this.#root = root;
  }

  /** Whether there are more errors than anybody is told of: then the rest need not be looked for. */
  get isFull(): boolean {
    return this.errors.length > fieldErrorsMax;
  }

  /** A member's name, an item's index, or a map's key in brackets. */
  enter(step: string | number): void {
    this.#way.push(step);
  }

  leave(): void {
    this.#way.pop();
  }

  get path(): string {
    let path = this.#root;
    for (const step of this.#way) {
      if (typeof step === 'number') path += `[${step}]`;
      else if (step.startsWith('[')) path += step;
      else path += path === '' ? step : `.${step}`;
    }
    return path;
  }
}
