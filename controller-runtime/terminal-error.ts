/**
 * What a reconciler rejects with when trying again cannot help: the key is forgotten until something changes.
 * Mirrors controller-runtime pkg/reconcile (TerminalError).
 */
export class TerminalError extends Error {
  override readonly name = 'TerminalError';

  constructor(cause: Error | string) {
    const message = typeof cause === 'string' ? cause : cause.message;
    super(`terminal error: ${message}`, typeof cause === 'string' ? {} : { cause });
  }
}
