import type { Findings } from './findings.ts';

/** What one schema asks of values. */
export interface Validator {
  /**
   * Whether the value is valid, for values that can be judged without looking inside. False also when it takes `check`
   * to know.
   */
  readonly quick: (value: unknown) => boolean;
  /** Reports what is wrong. `old` is what stood there before an update; undefined when there was nothing. */
  check(value: unknown, old: unknown, findings: Findings): void;
}
