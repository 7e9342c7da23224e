/**
 * No answer came: the connection was refused, broke, or the caller gave up. What the request asked for may have
 * happened nevertheless, unless `definite` is true.
 */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  /** True when the request certainly had no effect: it never reached a server. */
  readonly definite: boolean;

  constructor(message: string, options: { readonly definite: boolean; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.definite = options.definite;
  }
}

/** Judges by name, so that a transport made elsewhere (a simulated network) can throw an error class of its own. */
export function isTransportError(error: unknown): error is TransportError {
  return error instanceof Error && error.name === 'TransportError';
}
