import { badRequest, isNotFound, type KubeObject } from '../../apimachinery/index.ts';
import { checkAllowed } from '../pipeline/access/index.ts';
import { normalize } from '../pipeline/object-rules.ts';
import { part } from '../pipeline/strategies/index.ts';
import { decodeObject } from '../request/body.ts';
import type { RequestContext } from '../request/request-context.ts';
import { checkWriteOptions } from '../request/request-options.ts';
import { objectKey } from '../storage/keys.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { createNamed } from './create.ts';
import { replace } from './replace.ts';

/** Mirrors kubernetes apiserver pkg/endpoints/handlers/update.go. `created` is true where the PUT made the object. */
export async function update(
  context: RequestContext,
): Promise<{ readonly stored: StoredObject; readonly created: boolean }> {
  checkWriteOptions(context.request.query, 'UpdateOptions');
  const object = decodeObject(withoutReadSpec(context));
  if ((object.metadata?.name ?? '') === '') {
    const { name } = context.info;
    throw badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    );
  }
  try {
    return { stored: await replace(context, context.info.name, () => object), created: false };
  } catch (error) {
    if (!context.kind.strategy.createOnUpdate || context.info.subresource !== '' || !isNotFound(error))
      throw error;
    return { stored: await createFromUpdate(context, object), created: true };
  }
}

/**
 * A status is written by who has just read the object, and in this process what comes back is the very spec that is
 * stored: it is known to be well, and a status update keeps the stored one in any case.
 */
function withoutReadSpec(context: RequestContext): RequestContext {
  const { kind, info, request } = context;
  if (info.subresource !== 'status') return context;
  const stored = kind.storage.cache.get(objectKey(info.namespace, info.name))?.object;
  const body = request.body as { readonly spec?: unknown } | undefined;
  if (body?.spec === undefined || body.spec !== part(stored ?? {}, 'spec')) return context;
  const { spec: _, ...others } = body;
  return { ...context, request: { ...request, body: others } };
}

async function createFromUpdate(context: RequestContext, object: KubeObject): Promise<StoredObject> {
  const { server, user, info } = context;
  await checkAllowed(server.authorizer, user, { ...info, verb: 'create' });
  return createNamed(context, normalize(context, object));
}
