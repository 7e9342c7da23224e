/** A template that cannot be read, or cannot be executed with what it is given. `line` counts from 1. */
export class TemplateError extends Error {
  readonly line: number;

  constructor(message: string, line: number) {
    super(`line ${line}: ${message}`);
    this.name = 'TemplateError';
    this.line = line;
  }
}
