/** A part of upstream's machinery, rule by rule. */
export interface ConformanceSection {
  readonly title: string;
  /** Where upstream has it. */
  readonly source: string;
  readonly rules: readonly ConformanceRule[];
  /** What of it is not here, and why. */
  readonly leftOut: readonly string[];
}

/** What upstream promises, or one of its tests, and our tests that show it: `file: title`. */
export interface ConformanceRule {
  readonly says: string;
  readonly shownBy: readonly string[];
}

/** Makes rules whose tests are in one file. */
export function shownIn(file: string): (says: string, ...titles: readonly string[]) => ConformanceRule {
  return (says, ...titles) => ({ says, shownBy: titles.map((title) => `${file}: ${title}`) });
}
