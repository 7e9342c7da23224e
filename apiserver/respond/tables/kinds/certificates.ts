import { humanDuration, type KubeObject } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { AGE, doc, NAME, text } from '../printer.ts';
import { labelsText, NONE } from '../texts.ts';

interface SigningRequestView extends KubeObject {
  readonly spec?: {
    readonly signerName?: string;
    readonly username?: string;
    readonly expirationSeconds?: number;
  };
  readonly status?: {
    readonly certificate?: string;
    readonly conditions?: readonly { readonly type: string }[];
  };
}

const CSR_SPEC = 'certificates.v1.CertificateSigningRequestSpec';

/** Mirrors printCertificateSigningRequest. */
export const certificateSigningRequest: Printer<SigningRequestView> = {
  columns: [
    NAME,
    AGE,
    text('SignerName', doc(CSR_SPEC, 'signerName')),
    text('Requestor', doc(CSR_SPEC, 'request')),
    text('RequestedDuration', doc(CSR_SPEC, 'expirationSeconds')),
    text('Condition', doc('certificates.v1.CertificateSigningRequestStatus', 'conditions')),
  ],
  cells(object, nowMs) {
    const { metadata, spec } = object;
    const seconds = spec?.expirationSeconds;
    return [
      metadata?.name ?? '',
      ageOf(object, nowMs),
      spec?.signerName || NONE,
      spec?.username ?? '',
      seconds === undefined ? NONE : humanDuration(seconds * 1000),
      condition(object),
    ];
  },
};

function condition({ status }: SigningRequestView): string {
  const has = (type: string) => status?.conditions?.some((one) => one.type === type) === true;
  const words = [has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending'];
  if (has('Failed')) words.push('Failed');
  if (status?.certificate) words.push('Issued');
  return words.join(',');
}

interface TrustBundleView extends KubeObject {
  readonly spec?: { readonly signerName?: string };
}

/** Mirrors printClusterTrustBundle. */
export const clusterTrustBundle: Printer<TrustBundleView> = {
  columns: [NAME, text('SignerName', doc('certificates.v1beta1.ClusterTrustBundleSpec', 'signerName'))],
  cells: ({ metadata, spec }) => [metadata?.name ?? '', spec?.signerName || NONE],
};

interface PodCertificateRequestView extends KubeObject {
  readonly spec?: {
    readonly podName?: string;
    readonly serviceAccountName?: string;
    readonly nodeName?: string;
    readonly signerName?: string;
    readonly unverifiedUserAnnotations?: Readonly<Record<string, string>>;
  };
  readonly status?: { readonly conditions?: readonly { readonly type: string }[] };
}

const PCR_SPEC = 'certificates.v1beta1.PodCertificateRequestSpec';

/** Mirrors printPodCertificateRequest. */
export const podCertificateRequest: Printer<PodCertificateRequestView> = {
  columns: [
    NAME,
    text('PodName', doc(PCR_SPEC, 'podName')),
    text('ServiceAccountName', doc(PCR_SPEC, 'serviceAccountName')),
    text('NodeName', doc(PCR_SPEC, 'nodeName')),
    text('SignerName', doc(PCR_SPEC, 'signerName')),
    text('State', 'What has become of the request: Pending, Issued, Denied or Failed.'),
    text('UnverifiedUserAnnotations', doc(PCR_SPEC, 'unverifiedUserAnnotations')),
  ],
  cells({ metadata, spec, status }) {
    const state = status?.conditions?.findLast(({ type }) => ['Issued', 'Denied', 'Failed'].includes(type));
    return [
      metadata?.name ?? '',
      spec?.podName ?? '',
      spec?.serviceAccountName ?? '',
      spec?.nodeName ?? '',
      spec?.signerName ?? '',
      state?.type ?? 'Pending',
      labelsText(spec?.unverifiedUserAnnotations),
    ];
  },
};
