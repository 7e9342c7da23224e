import type { KubeObject } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { AGE, doc, NAME, text } from '../printer.ts';

interface LeaseView extends KubeObject {
  readonly spec?: { readonly holderIdentity?: string };
}

/** Mirrors printLease. */
export const lease: Printer<LeaseView> = {
  columns: [NAME, text('Holder', doc('coordination.v1.LeaseSpec', 'holderIdentity')), AGE],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    object.spec?.holderIdentity ?? '',
    ageOf(object, nowMs),
  ],
};

interface LeaseCandidateView extends KubeObject {
  readonly spec?: {
    readonly leaseName?: string;
    readonly binaryVersion?: string;
    readonly emulationVersion?: string;
  };
}

const CANDIDATE_SPEC = 'coordination.v1beta1.LeaseCandidateSpec';

/** Mirrors printLeaseCandidate. */
export const leaseCandidate: Printer<LeaseCandidateView> = {
  columns: [
    NAME,
    text('LeaseName', doc(CANDIDATE_SPEC, 'leaseName')),
    text('BinaryVersion', doc(CANDIDATE_SPEC, 'binaryVersion')),
    text('EmulationVersion', doc(CANDIDATE_SPEC, 'emulationVersion')),
    AGE,
  ],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    object.spec?.leaseName ?? '',
    object.spec?.binaryVersion ?? '',
    object.spec?.emulationVersion ?? '',
    ageOf(object, nowMs),
  ],
};
