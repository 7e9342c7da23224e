/** One question to the judge, and to us. */
export interface PatchCase {
  readonly type: 'json' | 'merge' | 'strategic';
  /** `group/version/Kind`, for strategic merge patches. */
  readonly kind?: string;
  readonly document: object;
  readonly patch: unknown;
}

/** What came of it. A panic or an unstable answer of the judge says nothing about us. */
export type PatchAnswer =
  | { readonly result: unknown }
  | { readonly error: string; readonly code: number }
  | { readonly panic: string }
  | { readonly unstable: true };

/** A line of a file of vectors. */
export interface PatchVector {
  readonly case: PatchCase;
  readonly answer: PatchAnswer;
}
