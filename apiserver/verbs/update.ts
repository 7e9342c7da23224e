import { badRequest, isNotFound, type KubeObject } from '../../apimachinery/index.ts';
import { decodeObject } from '../body.ts';
import { normalize } from '../object-rules.ts';
import type { RequestContext } from '../request-context.ts';
import { checkWriteOptions } from '../request-options.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { createNamed } from './create.ts';
import { replace } from './replace.ts';

/** Mirrors kubernetes apiserver pkg/endpoints/handlers/update.go. `created` is true where the PUT made the object. */
export async function update(
  context: RequestContext,
): Promise<{ readonly stored: StoredObject; readonly created: boolean }> {
  checkWriteOptions(context.request.query, 'UpdateOptions');
  const object = decodeObject(context);
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

function createFromUpdate(context: RequestContext, object: KubeObject): Promise<StoredObject> {
  return createNamed(context, normalize(context, object));
}
