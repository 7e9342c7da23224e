import { type KubeObject, reshare } from '../../apimachinery/index.ts';
import { withPart } from '../pipeline/strategies/index.ts';
import { strategyContext } from '../pipeline/strategy-context.ts';
import type { UpdateStrategy } from '../pipeline/update-strategy.ts';
import { looksAtStatuses } from '../pipeline/validation/metadata.ts';
import type { RequestContext } from '../request/request-context.ts';
import { storedResponse } from '../respond/responses.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { update } from '../verbs/update.ts';
import { partOfObject, type Subresource } from './subresource.ts';

/** A status update changes all but the spec: metadata travels with it, as with Kubernetes' built-in kinds. */
export const statusUpdate: UpdateStrategy = {
  checksValues: false,
  looks: looksAtStatuses,
  validate: ({ kind, server }, object, current) =>
    kind.strategy.validator?.status?.(object, current, server) ?? [],
  prepare(context, object, current) {
    const merged = withPart(object, 'spec', (current as { readonly spec?: unknown }).spec);
    const { prepareForStatusUpdate } = context.kind.strategy;
    const prepared = prepareForStatusUpdate?.(merged, current, strategyContext(context)) ?? merged;
    return reshare(current, prepared) as KubeObject;
  },
};

export const status: Subresource = {
  name: 'status',
  verbs: {
    ...partOfObject('status', statusUpdate).verbs,
    update: async (context) => storedResponse(context, await updateStatus(context)),
  },
};

/** A PUT of a status, for whoever asks within the server. */
export function updateStatus(context: RequestContext): Promise<StoredObject> {
  return update(context, statusUpdate);
}
