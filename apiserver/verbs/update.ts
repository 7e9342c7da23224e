import { checkNamed } from '../pipeline/object-rules.ts';
import type { UpdateStrategy } from '../pipeline/update-strategy.ts';
import { decodeObject } from '../request/body.ts';
import type { RequestContext } from '../request/request-context.ts';
import { checkWriteOptions } from '../request/request-options.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { replace } from './replace.ts';

/** A PUT to a resource or subresource. Mirrors kubernetes apiserver pkg/endpoints/handlers/update.go. */
export async function update(context: RequestContext, strategy: UpdateStrategy): Promise<StoredObject> {
  checkWriteOptions(context.request.query, 'UpdateOptions');
  const object = decodeObject(context, strategy.view?.type());
  checkNamed(context, object);
  return replace(context, () => object, strategy);
}
