import { type KubeObject, reshare } from '../../apimachinery/index.ts';
import { withOwnersOf } from '../pipeline/field-management/index.ts';
import { resized, withPart } from '../pipeline/strategies/index.ts';
import { counted, type UpdateStrategy } from '../pipeline/update-strategy.ts';
import { resizeErrors } from '../pipeline/validation/index.ts';
import { partOfObject } from './subresource.ts';

/** Of a pod what its containers ask for. Mirrors kubernetes pkg/registry/core/pod/storage (ResizeREST). */
export const resizeUpdate: UpdateStrategy = {
  prepare({ kind }, object, current) {
    const withOldStatus = withPart(object, 'status', (current as { readonly status?: unknown }).status);
    const shared = reshare(current, withOwnersOf(object, resized(withOldStatus, current))) as KubeObject;
    return counted(kind, shared, current);
  },
  validate: (_kind, object, current) => resizeErrors(object, current),
};

export const resize = partOfObject('resize', resizeUpdate);
