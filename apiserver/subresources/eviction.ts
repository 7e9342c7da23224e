import { deepFreeze, type KubeObject } from '../../apimachinery/index.ts';
import { decodeBody } from '../request/body.ts';
import type { RequestContext } from '../request/request-context.ts';
import { type DeleteOptions, deleteObject } from '../verbs/delete.ts';

const evicted = deepFreeze({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });

const evictionKind = { group: 'policy', version: 'v1', kind: 'Eviction' };

/**
 * A polite delete. Mirrors kubernetes pkg/registry/core/pod/storage (EvictionREST). Differs: disruption budgets are not
 * asked, as no controller keeps their status yet.
 */
export async function evict(context: RequestContext): Promise<KubeObject> {
  const eviction = decodeBody(context, evictionKind) as
    | { readonly deleteOptions?: DeleteOptions }
    | undefined;
  await deleteObject(context, context.info.name, eviction?.deleteOptions ?? {});
  return evicted;
}
