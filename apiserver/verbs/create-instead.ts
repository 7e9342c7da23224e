import type { KubeObject } from '../../apimachinery/index.ts';
import { checkAllowed } from '../pipeline/access/index.ts';
import type { Tracking } from '../pipeline/field-management/index.ts';
import { normalize } from '../pipeline/object-rules.ts';
import type { RequestContext } from '../request/request-context.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { createNamed } from './create.ts';

/** What an update came to that may create. */
export interface Written {
  readonly stored: StoredObject;
  /** Whether it was not there before. */
  readonly isNew: boolean;
}

/** Creates what was to be changed and is not there, if the user may do that, too. */
export async function createInstead(
  context: RequestContext,
  object: KubeObject,
  track?: Tracking,
): Promise<StoredObject> {
  const { server, user, info } = context;
  await checkAllowed(server.authorizer, user, { ...info, verb: 'create' });
  return createNamed(context, normalize(context, object), track);
}
