/** A query cannot be read, or cannot be used on a value. `value` is what a handler (`catch`) gets. */
export class JqError extends Error {
  readonly value: unknown;

  constructor(message: string, value: unknown = message) {
    super(message);
    this.name = 'JqError';
    this.value = value;
  }
}

/** A query takes more steps than it may: no handler gets it. */
export class JqLimitError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JqLimitError';
  }
}
