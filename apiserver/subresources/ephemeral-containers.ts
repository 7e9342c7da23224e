import { type KubeObject, reshare } from '../../apimachinery/index.ts';
import { part, withPart } from '../pipeline/strategies/index.ts';
import { counted, type UpdateStrategy } from '../pipeline/update-strategy.ts';
import { partOfObject } from './subresource.ts';

/** Of a pod only the containers that were added to look into it. Mirrors EphemeralContainersREST. */
export const ephemeralContainersUpdate: UpdateStrategy = {
  prepare({ kind }, object, current) {
    const { ephemeralContainers: wanted } = part(object, 'spec');
    const spec = { ...part(current, 'spec'), ephemeralContainers: wanted };
    return counted(kind, reshare(current, withPart(current, 'spec', spec)) as KubeObject, current);
  },
};

export const ephemeralContainers = partOfObject('ephemeralcontainers', ephemeralContainersUpdate);
