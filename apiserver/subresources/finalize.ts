import { part, withPart } from '../pipeline/strategies/index.ts';
import type { UpdateStrategy } from '../pipeline/update-strategy.ts';
import { storedResponse } from '../respond/responses.ts';
import { update } from '../verbs/update.ts';
import type { Subresource } from './subresource.ts';

/** Of a namespace its spec.finalizers. */
const finalizersUpdate: UpdateStrategy = {
  prepare(_context, object, current) {
    const { finalizers = [] } = part(object, 'spec');
    return withPart(current, 'spec', { ...part(current, 'spec'), finalizers });
  },
};

/**
 * Lets a namespace go when it has no finalizers left. Mirrors kubernetes pkg/registry/core/namespace/storage
 * (FinalizeREST).
 */
export const finalize: Subresource = {
  name: 'finalize',
  verbs: { update: async (context) => storedResponse(context, await update(context, finalizersUpdate)) },
};
