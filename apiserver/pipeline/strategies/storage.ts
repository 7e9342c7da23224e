import type {
  V1ControllerRevision,
  V1CSIDriver,
  V1CSINode,
  V1CSIStorageCapacity,
  V1StorageClass,
  V1VolumeAttributesClass,
} from '../../../api/index.ts';
import { deepEqual, type KubeObject } from '../../../apimachinery/index.ts';
import {
  controllerRevisionErrors,
  controllerRevisionUpdateErrors,
} from '../validation/apps/controller-revisions.ts';
import {
  attributesClassErrors,
  attributesClassUpdateErrors,
  storageClassErrors,
  storageClassUpdateErrors,
} from '../validation/storage/classes.ts';
import {
  csiDriverErrors,
  csiDriverUpdateErrors,
  csiNodeErrors,
  csiNodeUpdateErrors,
  storageCapacityErrors,
  storageCapacityUpdateErrors,
} from '../validation/storage/csi.ts';
import { part, type Strategy, validatorOf, withMetadata, withPart } from './strategy.ts';

/** Mirrors kubernetes pkg/registry/storage, and what else is kept for others to read. */

export const storageClassStrategy: Strategy = {
  validator: validatorOf<V1StorageClass>(storageClassErrors, storageClassUpdateErrors),
};

export const attributesClassStrategy: Strategy = {
  validator: validatorOf<V1VolumeAttributesClass>(attributesClassErrors, attributesClassUpdateErrors),
};

/** Its changes are counted, though not that it was made. */
export const csiDriverStrategy: Strategy = {
  unconditionalUpdate: false,
  prepareForCreate: withoutPrevention,
  prepareForUpdate(object, old) {
    const prepared = withoutPrevention(object);
    if (deepEqual(part(prepared, 'spec'), part(old, 'spec'))) return prepared;
    return withMetadata(prepared, { generation: (old.metadata?.generation ?? 0) + 1 });
  },
  validator: validatorOf<V1CSIDriver>(csiDriverErrors, csiDriverUpdateErrors),
};

/** Pods are scheduled though a node lacks a driver: that they should not be is not kept. */
function withoutPrevention(object: KubeObject): KubeObject {
  const { preventPodSchedulingIfMissing, ...others } = part(object, 'spec');
  return preventPodSchedulingIfMissing === undefined ? object : withPart(object, 'spec', others);
}

export const csiNodeStrategy: Strategy = {
  unconditionalUpdate: false,
  validator: validatorOf<V1CSINode>(csiNodeErrors, csiNodeUpdateErrors),
};

export const storageCapacityStrategy: Strategy = {
  unconditionalUpdate: false,
  validator: validatorOf<V1CSIStorageCapacity>(
    (capacity) => storageCapacityErrors(capacity),
    storageCapacityUpdateErrors,
  ),
};

export const controllerRevisionStrategy: Strategy = {
  validator: validatorOf<V1ControllerRevision>(controllerRevisionErrors, controllerRevisionUpdateErrors),
};
