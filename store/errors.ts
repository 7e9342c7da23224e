/**
 * Every error a store may answer with, by code. NO_LEASE: a put names a lease that is over. NO_SPACE: the disk is full, or the quota is used up; UNAVAILABLE: the
 * disk fails in another way, or the directory cannot be used. DAMAGED and CLOSED stay, the others pass.
 */
export type StoreErrorCode =
  | 'COMPACTED'
  | 'FUTURE_REVISION'
  | 'DAMAGED'
  | 'CLOSED'
  | 'NO_LEASE'
  | 'NO_SPACE'
  | 'UNAVAILABLE';

/** An operating error of the store. `definite`: the write certainly did not happen. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  readonly definite: boolean;

  constructor(
    code: StoreErrorCode,
    message: string,
    options?: ErrorOptions & { readonly definite?: boolean },
  ) {
    super(message, options);
    this.code = code;
    this.definite = options?.definite ?? true;
  }
}
