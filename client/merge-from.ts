import { createMergePatch, type KubeObject } from '../apimachinery/index.ts';
import type { Patch } from './client.ts';

export interface MergeFromOptions {
  /** The patch is refused with a conflict if somebody has written the object since `before` was read. Default false. */
  readonly optimisticLock?: boolean;
}

/**
 * The merge patch that makes `after` of `before`; undefined when there is nothing to write. Mirrors controller-runtime
 * pkg/client (MergeFrom, MergeFromWithOptimisticLock).
 */
export function mergeFrom<T extends KubeObject>(
  before: T,
  after: T,
  { optimisticLock = false }: MergeFromOptions = {},
): Patch | undefined {
  const body = createMergePatch(before, after);
  if (body === undefined || !optimisticLock) return body && { type: 'merge', body };
  const { metadata } = body as KubeObject;
  const { resourceVersion = '' } = before.metadata ?? {};
  if (resourceVersion === '')
    throw new Error('cannot use OptimisticLock, object does not have any resource version we can use');
  return { type: 'merge', body: { ...body, metadata: { ...metadata, resourceVersion } } };
}
