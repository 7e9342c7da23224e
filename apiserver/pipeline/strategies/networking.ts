import type {
  V1EndpointSlice,
  V1Ingress,
  V1IngressClass,
  V1IPAddress,
  V1NetworkPolicy,
  V1ServiceCIDR,
} from '../../../api/index.ts';
import { type KubeObject, validateIp } from '../../../apimachinery/index.ts';
import { endpointSliceErrors, endpointSliceUpdateErrors } from '../validation/discovery/endpoint-slices.ts';
import {
  ipAddressErrors,
  ipAddressUpdateErrors,
  serviceCidrErrors,
  serviceCidrUpdateErrors,
} from '../validation/networking/addresses.ts';
import { ingressClassErrors, ingressClassUpdateErrors } from '../validation/networking/ingress-classes.ts';
import {
  ingressErrors,
  ingressStatusErrors,
  ingressUpdateErrors,
} from '../validation/networking/ingresses.ts';
import { networkPolicyErrors } from '../validation/networking/network-policies.ts';
import { type Strategy, statusAlone, validatorOf } from './strategy.ts';

/** Mirrors kubernetes pkg/registry/networking and pkg/registry/discovery. */

export const ingressStrategy: Strategy = {
  generation: true,
  validator: validatorOf<V1Ingress>(ingressErrors, ingressUpdateErrors, ingressStatusErrors),
};

export const ingressClassStrategy: Strategy = {
  generation: true,
  validator: validatorOf<V1IngressClass>(ingressClassErrors, ingressClassUpdateErrors),
};

export const networkPolicyStrategy: Strategy = {
  generation: true,
  countsEmpties: true,
  validator: validatorOf<V1NetworkPolicy>((policy) => networkPolicyErrors(policy), networkPolicyErrors),
};

/** An address is named by itself. */
export const ipAddressStrategy: Strategy = {
  nameRule: validateIp,
  validator: validatorOf<V1IPAddress>(ipAddressErrors, ipAddressUpdateErrors),
};

export const serviceCidrStrategy: Strategy = {
  ...statusAlone,
  validator: validatorOf<V1ServiceCIDR>(serviceCidrErrors, serviceCidrUpdateErrors),
};

/** Its labels say what it belongs to, so a change of them counts; where an endpoint is only fields of its own say. */
export const endpointSliceStrategy: Strategy = {
  generation: true,
  generationAlso: (object) => object.metadata?.labels,
  prepareForCreate: withoutTopology,
  prepareForUpdate: withoutTopology,
  validator: validatorOf<V1EndpointSlice>((slice) => endpointSliceErrors(slice), endpointSliceUpdateErrors),
};

function withoutTopology(object: KubeObject): KubeObject {
  const endpoints = (object as V1EndpointSlice).endpoints ?? [];
  if (endpoints.every(({ deprecatedTopology }) => deprecatedTopology === undefined)) return object;
  const kept = endpoints.map(({ deprecatedTopology: _, ...endpoint }) => endpoint);
  return { ...object, endpoints: kept } as KubeObject;
}
