import type { ResourceV1ResourceClaim, V1DeviceRequest, V1DeviceSubRequest } from '../../api/index.ts';
import { quantityOf } from '../../apimachinery/index.ts';
import type { Amounts } from '../resource/amounts.ts';
import type { QuotaEvaluator } from './evaluator.ts';

const counted = 'count/resourceclaims.resource.k8s.io';
const ofClass = '.deviceclass.resource.k8s.io/devices';
/** What is counted where all devices are asked for: a claim has no more. */
const devicesMax = 32;

/**
 * Counts claims for devices, and by their classes how many devices they may be given. Mirrors kubernetes
 * pkg/quota/v1/evaluator/core (resource_claims). Differs: what classes offer as extended resources is not counted by those.
 */
export const deviceClaimEvaluator: QuotaEvaluator = {
  group: 'resource.k8s.io',
  resource: 'resourceclaims',
  matching: (asked) => asked.filter((name) => name === counted || name.endsWith(ofClass)),
  usage,
  handles: ({ operation, subresource }) =>
    subresource === '' && (operation === 'CREATE' || operation === 'UPDATE'),
};

function usage({ spec }: ResourceV1ResourceClaim): Amounts {
  const devices = new Map<string, number>();
  for (const request of spec?.devices?.requests ?? []) {
    for (const [name, count] of mostByClass(request)) devices.set(name, (devices.get(name) ?? 0) + count);
  }
  const amounts = [...devices].map(([name, count]) => [`${name}${ofClass}`, quantityOf(count)] as const);
  return new Map([[counted, quantityOf(1)], ...amounts]);
}

/** Of alternatives, the most that any of a class may come to. */
function mostByClass({ exactly, firstAvailable = [] }: V1DeviceRequest): ReadonlyMap<string, number> {
  const most = new Map<string, number>();
  const all = firstAvailable.length > 0 || exactly === undefined ? firstAvailable : [exactly];
  for (const one of all) {
    const { deviceClassName: name } = one;
    most.set(name, Math.max(most.get(name) ?? 0, countOf(one)));
  }
  return most;
}

function countOf({
  allocationMode,
  count = 0,
}: Pick<V1DeviceSubRequest, 'allocationMode' | 'count'>): number {
  return allocationMode === 'All' ? devicesMax : Number(count);
}
