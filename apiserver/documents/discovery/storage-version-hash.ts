import { createHash } from 'node:crypto';
import type { ServedResource } from '../../../api/index.ts';

/** Eight bytes tell all kinds of a cluster apart; clients compare the text and nothing else. */
const hashBytes = 8;

/**
 * A short hash of the version a resource is stored in, so that a migrator sees when it changes; undefined for what is
 * not stored (reviews, bindings). Mirrors k8s.io/apiserver pkg/endpoints/discovery (StorageVersionHash).
 */
export function storageVersionHash(resource: ServedResource): string | undefined {
  if (!resource.verbs.includes('watch')) return undefined;
  const { group, version } = resource.storage;
  const digest = createHash('sha256').update(`${group}/${version}/${resource.kind}`).digest();
  return digest.subarray(0, hashBytes).toString('base64');
}
