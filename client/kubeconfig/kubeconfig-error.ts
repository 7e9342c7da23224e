/** A kubeconfig cannot be used; the message names the file, or the part of it, and says why. */
export class KubeconfigError extends Error {
  override readonly name = 'KubeconfigError';
}
