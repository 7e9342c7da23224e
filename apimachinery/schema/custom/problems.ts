import { type FieldError, fieldErrorsMax, fieldInvalid } from '../../errors/field-errors.ts';

/** What is wrong with a value: where, in which words, and how it is told as the error of a field. */
export interface Problem {
  /** The path of the value; undefined for what Kubernetes tells without one. */
  readonly path: string | undefined;
  /** The words of the validator, which tell equal problems. */
  readonly text: string;
  readonly tell: (field: string | undefined) => FieldError;
}

/** What one look at a value found. Mirrors k8s.io/kube-openapi pkg/validation/validate (Result). */
export class Result {
  readonly problems: Problem[] = [];
  /** How many rules were looked at and held: of alternatives that all fail, the one with the most is told. */
  matches = 0;

  get isValid(): boolean {
    return this.problems.length === 0;
  }

  /** Whether there is more than anybody is told of. */
  get isFull(): boolean {
    return this.problems.length > fieldErrorsMax;
  }

  add(problem: Problem | undefined): void {
    if (problem !== undefined) this.problems.push(problem);
  }

  merge(other: Result): void {
    for (const problem of other.problems) {
      if (this.isFull) break;
      this.problems.push(problem);
    }
    this.matches += other.matches;
  }
}

/** A problem of the value at a path, as an Invalid value. */
export function invalidAt(path: string, value: unknown, text: string): Problem {
  return { path, text, tell: (field) => fieldInvalid(field, value, text) };
}

/** A problem that Kubernetes tells of the whole object. */
export function invalidSomewhere(text: string): Problem {
  return { path: undefined, text, tell: (field) => fieldInvalid(field, '', text) };
}

/** The errors of fields, equal problems once. `root` is where the value stands; absent for a whole object. */
export function fieldErrorsOf(problems: readonly Problem[], root?: string): FieldError[] {
  const told = new Set<string>();
  const errors: FieldError[] = [];
  for (const { path, text, tell } of problems) {
    if (told.has(text)) continue;
    told.add(text);
    errors.push(tell(fieldOf(path, root)));
  }
  return errors;
}

/** Members of maps at the root, and what is required there, have paths that begin with a dot. */
function fieldOf(path: string | undefined, root: string | undefined): string | undefined {
  if (path === undefined || path === '' || path === '.') return root;
  const within = path.startsWith('.') ? path.slice(1) : path;
  return root === undefined ? within : `${root}.${within}`;
}
