import type { V1PodSpec } from '../../api/index.ts';
import { type KubeObject, reshare } from '../../apimachinery/index.ts';
import { withOwnersOf } from '../pipeline/field-management/index.ts';
import { enabledFields, part, withPart } from '../pipeline/strategies/index.ts';
import { counted, type UpdateStrategy } from '../pipeline/update-strategy.ts';
import { ephemeralContainersErrors } from '../pipeline/validation/index.ts';
import { partOfObject } from './subresource.ts';

/** Of a pod only the containers that were added to look into it. Mirrors EphemeralContainersREST. */
export const ephemeralContainersUpdate: UpdateStrategy = {
  prepare({ kind }, object, current) {
    const { ephemeralContainers: wanted } = part(object, 'spec');
    const spec = enabledFields({ ...part(current, 'spec'), ephemeralContainers: wanted } as V1PodSpec);
    const looked = withOwnersOf(object, withPart(current, 'spec', spec));
    return counted(kind, reshare(current, looked) as KubeObject, current);
  },
  validate: (_kind, object, current) => ephemeralContainersErrors(object, current),
};

export const ephemeralContainers = partOfObject('ephemeralcontainers', ephemeralContainersUpdate);
