import { badRequest, type KubeObject } from '../../apimachinery/index.ts';
import { part, withPart } from '../pipeline/strategies/index.ts';
import { decodeObject } from '../request/body.ts';
import type { RequestContext } from '../request/request-context.ts';
import { REMOVE } from '../storage/object-storage.ts';
import { type StoredObject, UncommittedObject } from '../storage/stored-object.ts';
import { isReleased } from '../verbs/is-released.ts';
import { checkVersion } from '../verbs/replace.ts';

/**
 * Changes a namespace's spec.finalizers, and lets it go when they are empty. Mirrors kubernetes
 * pkg/registry/core/namespace/storage (FinalizeREST).
 */
export async function finalizeNamespace(context: RequestContext): Promise<StoredObject> {
  const { kind, info, origin } = context;
  const wanted = decodeObject(context);
  if (wanted.metadata?.name !== info.name)
    throw badRequest('the name of the object does not match the name on the URL');
  const { finalizers = [] } = part(wanted, 'spec');
  let last: KubeObject | undefined;
  const { stored, removed } = await kind.storage.update(
    '',
    info.name,
    (current) => {
      checkVersion(context, wanted, current);
      const next = withPart(current, 'spec', { ...part(current, 'spec'), finalizers }) as KubeObject;
      if (!isReleased(kind, next)) return next;
      last = next;
      return REMOVE;
    },
    origin,
  );
  // Who empties it is answered with the namespace as they left it.
  return removed && last !== undefined ? new UncommittedObject(last).at(stored.revision) : stored;
}
