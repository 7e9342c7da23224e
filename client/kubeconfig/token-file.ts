import type { CredentialSource, Credentials } from '../credentials.ts';
import type { Host } from './host.ts';
import { KubeconfigError } from './kubeconfig-error.ts';

/** Half the time between a kubelet's renewal of a token and that token's end, less some seconds for the clock. */
const keptMs = 50_000;

/**
 * The token in a file, which is read again as time goes by: kubelets renew those of pods. Where it cannot be read any more, the
 * last one goes on. Mirrors client-go transport (NewCachedFileTokenSource).
 */
export function tokenOfFile(
  path: string,
  { readFile, now }: Pick<Host, 'readFile' | 'now'>,
): CredentialSource {
  let kept: { readonly credentials: Credentials; readonly readMs: number } | undefined;
  let mayBeKept = false;
  return {
    async get() {
      if (kept !== undefined && mayBeKept && now() - kept.readMs < keptMs) return kept.credentials;
      const token = tokenOrUndefined(readFile, path, kept === undefined);
      mayBeKept = true;
      if (token !== undefined) kept = { credentials: { token }, readMs: now() };
      if (kept === undefined) throw new KubeconfigError(`read empty token from file "${path}"`);
      return kept.credentials;
    },
    async refused(used) {
      if (used === kept?.credentials) mayBeKept = false;
    },
  };
}

function tokenOrUndefined(readFile: Host['readFile'], path: string, isFirst: boolean): string | undefined {
  try {
    const found = readFile(path)?.trim();
    if (found === undefined && isFirst)
      throw new KubeconfigError(`failed to read token file "${path}": there is none`);
    return found === '' ? undefined : found;
  } catch (error) {
    if (isFirst) throw error;
    return undefined;
  }
}
