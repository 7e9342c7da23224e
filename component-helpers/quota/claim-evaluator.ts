import type { V1PersistentVolumeClaim } from '../../api/index.ts';
import { parseQuantity, type Quantity, quantityOf } from '../../apimachinery/index.ts';
import type { Amounts } from '../resource/amounts.ts';
import { storageClassOf } from '../storage/claims.ts';
import type { QuotaEvaluator } from './evaluator.ts';
import { selectsClass } from './matching.ts';

const counted = 'count/persistentvolumeclaims';
const ofAll = ['persistentvolumeclaims', 'requests.storage'];
const ofClass = '.storageclass.storage.k8s.io/';

/**
 * Counts claims and what they ask for, all and by storage class. Mirrors kubernetes pkg/quota/v1/evaluator/core
 * (persistent_volume_claims).
 */
export const claimEvaluator: QuotaEvaluator = {
  group: '',
  resource: 'persistentvolumeclaims',
  matching: (asked) =>
    asked.filter(
      (name) => name === counted || ofAll.includes(name) || ofAll.some((one) => name.endsWith(ofClass + one)),
    ),
  isInScope: (selector, claim: V1PersistentVolumeClaim) =>
    selector.scopeName === 'VolumeAttributesClass' && selectsClass(selector, attributesClasses(claim)),
  usage,
  handles({ operation, subresource, object, oldObject }) {
    if (subresource === '') return operation === 'CREATE' || operation === 'UPDATE';
    return subresource === 'status' && object !== undefined && oldObject !== undefined
      ? changesUsage(oldObject, object)
      : false;
  },
  replenishes: changesUsage,
};

function usage(claim: V1PersistentVolumeClaim): Amounts {
  const storageClass = storageClassOf(claim);
  const used: Amounts = new Map([
    ['persistentvolumeclaims', quantityOf(1)],
    [counted, quantityOf(1)],
  ]);
  const storage = storageOf(claim);
  if (storage !== undefined) used.set('requests.storage', storage);
  if (storageClass === '') return used;
  used.set(`${storageClass}${ofClass}persistentvolumeclaims`, quantityOf(1));
  if (storage !== undefined) used.set(`${storageClass}${ofClass}requests.storage`, storage);
  return used;
}

/** What is asked for, or what was allocated if that is more; in whole bytes. */
function storageOf({ spec, status }: V1PersistentVolumeClaim): Quantity | undefined {
  const asked = wholeBytes(spec?.resources?.requests?.storage);
  const allocated = wholeBytes(status?.allocatedResources?.storage);
  if (asked === undefined || allocated === undefined) return asked;
  return allocated.compare(asked) > 0 ? allocated : asked;
}

function wholeBytes(text: string | undefined): Quantity | undefined {
  if (text === undefined) return undefined;
  const amount = parseQuantity(text);
  const whole = quantityOf(amount.scaledValue(0), amount.format);
  return whole.equals(amount) ? amount : whole;
}

/** Mirrors RequiresQuotaReplenish. */
function changesUsage(before: V1PersistentVolumeClaim, after: V1PersistentVolumeClaim): boolean {
  if (before.status?.allocatedResources?.storage !== after.status?.allocatedResources?.storage) return true;
  const names = new Set(attributesClasses(before));
  const now = new Set(attributesClasses(after));
  return names.size !== now.size || [...now].some((name) => !names.has(name));
}

/** The classes a claim has, or is to have. Mirrors getReferencedVolumeAttributesClassNames. */
function attributesClasses({ spec, status }: V1PersistentVolumeClaim): readonly string[] {
  return [
    spec?.volumeAttributesClassName ?? '',
    status?.currentVolumeAttributesClassName ?? '',
    status?.modifyVolumeStatus?.targetVolumeAttributesClassName ?? '',
  ].filter(Boolean);
}
