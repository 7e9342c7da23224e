import type { ApiResponse } from '../../apimachinery/index.ts';
import type { UpdateStrategy } from '../pipeline/update-strategy.ts';
import type { RequestContext } from '../request/request-context.ts';
import { storedResponse } from '../respond/responses.ts';
import { get } from '../verbs/get.ts';
import { patch } from '../verbs/patch.ts';
import { update } from '../verbs/update.ts';

/** Answers one verb. Rejects with StatusError. */
export type Handler = (context: RequestContext) => Promise<ApiResponse>;

/** What is served below the objects of a kind under one name, and what answers each verb there. */
export interface Subresource {
  readonly name: string;
  /** Whether it answers in a form of its own, whatever its client accepts. */
  readonly streams?: boolean;
  readonly verbs: Readonly<Record<string, Handler>>;
  /** Answers every method, those too that have no verb. */
  readonly anyMethod?: Handler;
}

/** A subresource that is the object itself, of which the strategy lets a part be changed. */
export function partOfObject(name: string, strategy: UpdateStrategy): Subresource {
  return {
    name,
    verbs: {
      get: async (context) => storedResponse(context, await get(context)),
      update: async (context) => storedResponse(context, await update(context, strategy)),
      patch: async (context) => storedResponse(context, await patch(context, strategy)),
    },
  };
}
