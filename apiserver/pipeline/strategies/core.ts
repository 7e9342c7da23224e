import type {
  CoreV1Event,
  EventsV1Event,
  V1ConfigMap,
  V1Endpoints,
  V1LimitRange,
  V1Node,
  V1ResourceQuota,
  V1Secret,
  V1ServiceAccount,
} from '../../../api/index.ts';
import { type KubeObject, nameIsPathSegment } from '../../../apimachinery/index.ts';
import {
  configMapErrors,
  configMapUpdateErrors,
  secretErrors,
  secretUpdateErrors,
} from '../validation/core/data.ts';
import { endpointsErrors } from '../validation/core/endpoints.ts';
import { coreEventErrors, eventErrors, eventUpdateErrors } from '../validation/core/events.ts';
import { limitRangeErrors } from '../validation/core/limit-ranges.ts';
import { nodeErrors, nodeStatusErrors, nodeUpdateErrors } from '../validation/core/node.ts';
import { quotaErrors, quotaStatusErrors, quotaUpdateErrors } from '../validation/core/quotas.ts';
import { part, type Strategy, validatorOf, withPart } from './strategy.ts';

/** Small kinds of the core group. Mirrors kubernetes pkg/registry/core. */

export const configMapStrategy: Strategy = {
  validator: validatorOf<V1ConfigMap>(configMapErrors, configMapUpdateErrors),
};

export const secretStrategy: Strategy = {
  validator: validatorOf<V1Secret>(secretErrors, secretUpdateErrors),
};

export const endpointsStrategy: Strategy = {
  createOnUpdate: true,
  validator: validatorOf<V1Endpoints>((endpoints) => endpointsErrors(endpoints), endpointsErrors),
};

export const limitRangeStrategy: Strategy = {
  createOnUpdate: true,
  validator: validatorOf<V1LimitRange>(limitRangeErrors),
};

export const quotaStrategy: Strategy = {
  validator: validatorOf<V1ResourceQuota>(quotaErrors, quotaUpdateErrors, quotaStatusErrors),
};

/** Of an old event anything will do; one of the new group says who reports it, and does not change. */
export const coreEventStrategy: Strategy = {
  createOnUpdate: true,
  nameRule: nameIsPathSegment,
  validator: validatorOf<CoreV1Event>(coreEventErrors),
};

export const eventStrategy: Strategy = {
  createOnUpdate: true,
  validator: validatorOf<EventsV1Event>(eventErrors, eventUpdateErrors),
};

/** Nodes are created with their status, and configured by nobody any more. */
export const nodeStrategy: Strategy = {
  resetStatus: false,
  prepareForCreate: (object) => without(without(object, 'spec', 'configSource'), 'status', 'config'),
  prepareForUpdate: (object) => without(object, 'spec', 'configSource'),
  prepareForStatusUpdate: (object) => without(object, 'status', 'config'),
  validator: validatorOf<V1Node>(nodeErrors, nodeUpdateErrors, nodeStatusErrors),
};

function without(object: KubeObject, place: 'spec' | 'status', field: string): KubeObject {
  const value = part(object, place);
  if (!(field in value)) return object;
  const { [field]: _, ...others } = value;
  return withPart(object, place, others);
}

/** Of the secrets it names only their names count. */
export const serviceAccountStrategy: Strategy = {
  prepareForCreate: withSecretNames,
  prepareForUpdate: withSecretNames,
  validator: validatorOf<V1ServiceAccount>(() => []),
};

function withSecretNames(object: KubeObject): KubeObject {
  const { secrets } = object as V1ServiceAccount;
  if (secrets === undefined || secrets.every((secret) => Object.keys(secret).join() === 'name'))
    return object;
  return {
    ...object,
    secrets: secrets.map(({ name }) => (name === undefined ? {} : { name })),
  } as KubeObject;
}
