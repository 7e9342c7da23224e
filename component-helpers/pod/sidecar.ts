import type { V1Container } from '../../api/index.ts';

/**
 * Whether an init container keeps running beside the others. Mirrors kubernetes pkg/api/v1/pod
 * (IsRestartableInitContainer).
 */
export function isSidecar({ restartPolicy }: Pick<V1Container, 'restartPolicy'>): boolean {
  return restartPolicy === 'Always';
}
