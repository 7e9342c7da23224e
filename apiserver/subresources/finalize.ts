import type { V1Namespace } from '../../api/index.ts';
import { type KubeObject, reshare } from '../../apimachinery/index.ts';
import { withPart } from '../pipeline/strategies/index.ts';
import type { UpdateStrategy } from '../pipeline/update-strategy.ts';
import { namespaceFinalizeErrors } from '../pipeline/validation/core/namespace.ts';
import { storedResponse } from '../respond/responses.ts';
import { update } from '../verbs/update.ts';
import type { Subresource } from './subresource.ts';

/** Of a namespace all but its status. Mirrors namespaceFinalizeStrategy. */
const finalizersUpdate: UpdateStrategy = {
  validate: (_kind, object) => namespaceFinalizeErrors(object as V1Namespace),
  prepare(_context, object, current) {
    const { status } = current as V1Namespace;
    return reshare(current, withPart(object, 'status', status)) as KubeObject;
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
