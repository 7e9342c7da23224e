import { isAlreadyExists, isNotFound } from '../../apimachinery/index.ts';
import { resourceUpdate } from '../pipeline/update-strategy.ts';
import type { RequestContext } from '../request/request-context.ts';
import { createByApply, isApply } from './apply.ts';
import type { Written } from './create-instead.ts';
import { patch } from './patch.ts';

/** So often an object may come or go between the two looks at it. */
const attemptsMax = 5;

/** A PATCH of a resource; an apply makes the object where there is none. */
export async function patchOrCreate(context: RequestContext): Promise<Written> {
  if (!isApply(context)) return { stored: await patch(context, resourceUpdate), isNew: false };
  for (let attempt = 1; ; attempt++) {
    try {
      return { stored: await patch(context, resourceUpdate), isNew: false };
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    try {
      return { stored: await createByApply(context), isNew: true };
    } catch (error) {
      if (!isAlreadyExists(error) || attempt === attemptsMax) throw error;
    }
  }
}
