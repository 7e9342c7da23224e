import { isNotFound } from '../../apimachinery/index.ts';
import { checkAllowed } from '../pipeline/access/index.ts';
import { normalize } from '../pipeline/object-rules.ts';
import { resourceUpdate } from '../pipeline/update-strategy.ts';
import { decodeObject } from '../request/body.ts';
import type { RequestContext } from '../request/request-context.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { createNamed } from './create.ts';
import { update } from './update.ts';

/** A PUT to a resource, which makes the object where its kind allows that; `created` is true then. */
export async function updateOrCreate(
  context: RequestContext,
): Promise<{ readonly stored: StoredObject; readonly created: boolean }> {
  try {
    return { stored: await update(context, resourceUpdate), created: false };
  } catch (error) {
    if (!context.kind.strategy.createOnUpdate || !isNotFound(error)) throw error;
    return { stored: await createFromUpdate(context), created: true };
  }
}

async function createFromUpdate(context: RequestContext): Promise<StoredObject> {
  const { server, user, info } = context;
  await checkAllowed(server.authorizer, user, { ...info, verb: 'create' });
  return createNamed(context, normalize(context, decodeObject(context)));
}
