import { type KubeObject, reshare } from '../../apimachinery/index.ts';
import { resized, resizeErrors, withPart } from '../pipeline/strategies/index.ts';
import { counted } from '../pipeline/update-strategy.ts';
import { partOfObject } from './subresource.ts';

/** Of a pod what its containers ask for. Mirrors kubernetes pkg/registry/core/pod/storage (ResizeREST). */
export const resize = partOfObject('resize', {
  prepare({ kind }, object, current) {
    const withOldStatus = withPart(object, 'status', (current as { readonly status?: unknown }).status);
    const shared = reshare(current, resized(withOldStatus, current)) as KubeObject;
    return counted(kind, shared, current);
  },
  validate: (_kind, object, current) => resizeErrors(object, current),
});
