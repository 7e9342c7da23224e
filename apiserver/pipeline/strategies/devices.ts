import type { ResourceV1ResourceClaim, V1DeviceClass, V1ResourceClaimTemplate } from '../../../api/index.ts';
import {
  claimErrors,
  claimTemplateErrors,
  claimTemplateUpdateErrors,
  claimUpdateErrors,
  deviceClassErrors,
} from '../validation/resource/claims.ts';
import { type Strategy, statusAlone, validatorOf } from './strategy.ts';

/** Mirrors kubernetes pkg/registry/resource. Differs: the status of a claim is not looked into. */
export const deviceClaimStrategy: Strategy = {
  ...statusAlone,
  validator: validatorOf<ResourceV1ResourceClaim>(claimErrors, claimUpdateErrors),
};

export const deviceClaimTemplateStrategy: Strategy = {
  validator: validatorOf<V1ResourceClaimTemplate>(claimTemplateErrors, claimTemplateUpdateErrors),
};

export const deviceClassStrategy: Strategy = {
  generation: true,
  validator: validatorOf<V1DeviceClass>((deviceClass) => deviceClassErrors(deviceClass)),
};
