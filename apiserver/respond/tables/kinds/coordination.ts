import type { KubeObject } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { ageColumn, doc, nameColumn, text } from '../printer.ts';

interface LeaseView extends KubeObject {
  readonly spec?: { readonly holderIdentity?: string };
}

/** Mirrors printLease. */
export const lease: Printer<LeaseView> = {
  columns: [nameColumn, text('Holder', doc('coordination.v1.LeaseSpec', 'holderIdentity')), ageColumn],
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

const candidateSpec = 'coordination.v1beta1.LeaseCandidateSpec';

/** Mirrors printLeaseCandidate. */
export const leaseCandidate: Printer<LeaseCandidateView> = {
  columns: [
    nameColumn,
    text('LeaseName', doc(candidateSpec, 'leaseName')),
    text('BinaryVersion', doc(candidateSpec, 'binaryVersion')),
    text('EmulationVersion', doc(candidateSpec, 'emulationVersion')),
    ageColumn,
  ],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    object.spec?.leaseName ?? '',
    object.spec?.binaryVersion ?? '',
    object.spec?.emulationVersion ?? '',
    ageOf(object, nowMs),
  ],
};
