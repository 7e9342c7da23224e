/** One question to the judge, and to us. */
export type Question =
  | { readonly type: 'yaml' | 'json' | 'duplicates'; readonly text: string }
  | { readonly type: 'typed'; readonly kind: string; readonly text: string };

/** The judge's or our answer, as JSON; which members it has depends on the type of the question. */
export type Answer = Readonly<Record<string, unknown>>;

/** A line of a file of vectors. */
export interface Vector {
  readonly case: Question;
  readonly answer: Answer;
}
