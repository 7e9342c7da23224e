/** An apply that failed for a reason that Kubernetes has no code for: whoever asked is told so with 500. */
export class ApplyError extends Error {
  override readonly name = 'ApplyError';
}
