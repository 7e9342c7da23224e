/**
 * What an evaluation may do besides what its cost counts: steps of comparisons and copies, and characters of texts that
 * are made. Costs are upper bounds for sensible values only: a list that holds the same list many times is small and takes
 * long to compare. No evaluation goes on past this; it ends as if its cost limit were exceeded.
 */
const stepsMax = 5_000_000;
export const textLengthMax = 50_000_000;

export const costLimitExceeded = 'operation cancelled: actual cost limit exceeded';

/** Ends an evaluation at once. */
export class EvaluationCancelled extends Error {
  constructor(message = costLimitExceeded) {
    super(message);
  }
}

let steps = 0;

/** At the beginning of an evaluation. Evaluations do not overlap: each is one synchronous call. */
export function refuel(): void {
  steps = stepsMax;
}

/** Throws EvaluationCancelled when there is nothing left. */
export function burn(count: number): void {
  steps -= count;
  if (steps < 0) throw new EvaluationCancelled();
}

/** Throws EvaluationCancelled for a text that would be too long. */
export function checkTextLength(length: number): void {
  if (length > textLengthMax) throw new EvaluationCancelled();
}
