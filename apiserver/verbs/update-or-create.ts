import { isNotFound, type KubeObject } from '../../apimachinery/index.ts';
import { resourceUpdate } from '../pipeline/update-strategy.ts';
import { decodeObject } from '../request/body.ts';
import type { RequestContext } from '../request/request-context.ts';
import { createInstead, type Written } from './create-instead.ts';
import { preconditionConflict } from './precondition-conflict.ts';
import { update } from './update.ts';

/** A PUT to a resource, which makes the object where its kind allows that. */
export async function updateOrCreate(context: RequestContext): Promise<Written> {
  try {
    return { stored: await update(context, resourceUpdate), isNew: false };
  } catch (error) {
    if (!context.kind.strategy.createOnUpdate || !isNotFound(error)) throw error;
    const object = decodeObject(context);
    checkMeantForNone(context, object);
    return { stored: await createInstead(context, object), isNew: true };
  }
}

/** Who gives a uid means an object that was there. */
function checkMeantForNone(context: RequestContext, { metadata: { uid = '' } = {} }: KubeObject): void {
  const { name, namespace } = context.info;
  if (uid !== '')
    throw preconditionConflict(context, 'UID', uid, { metadata: { name, namespace } } as KubeObject);
}
