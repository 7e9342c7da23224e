import { humanDuration, type KubeObject } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { ageColumn, doc, nameColumn, text } from '../printer.ts';
import { labelsText, none } from '../texts.ts';

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

const csrSpec = 'certificates.v1.CertificateSigningRequestSpec';

/** Mirrors printCertificateSigningRequest. */
export const certificateSigningRequest: Printer<SigningRequestView> = {
  columns: [
    nameColumn,
    ageColumn,
    text('SignerName', doc(csrSpec, 'signerName')),
    text('Requestor', doc(csrSpec, 'request')),
    text('RequestedDuration', doc(csrSpec, 'expirationSeconds')),
    text('Condition', doc('certificates.v1.CertificateSigningRequestStatus', 'conditions')),
  ],
  cells(object, nowMs) {
    const { metadata, spec } = object;
    const seconds = spec?.expirationSeconds;
    return [
      metadata?.name ?? '',
      ageOf(object, nowMs),
      spec?.signerName || none,
      spec?.username ?? '',
      seconds === undefined ? none : humanDuration(seconds * 1000),
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
  columns: [nameColumn, text('SignerName', doc('certificates.v1beta1.ClusterTrustBundleSpec', 'signerName'))],
  cells: ({ metadata, spec }) => [metadata?.name ?? '', spec?.signerName || none],
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

const pcrSpec = 'certificates.v1beta1.PodCertificateRequestSpec';

/** Mirrors printPodCertificateRequest. */
export const podCertificateRequest: Printer<PodCertificateRequestView> = {
  columns: [
    nameColumn,
    text('PodName', doc(pcrSpec, 'podName')),
    text('ServiceAccountName', doc(pcrSpec, 'serviceAccountName')),
    text('NodeName', doc(pcrSpec, 'nodeName')),
    text('SignerName', doc(pcrSpec, 'signerName')),
    text('State', 'What has become of the request: Pending, Issued, Denied or Failed.'),
    text('UnverifiedUserAnnotations', doc(pcrSpec, 'unverifiedUserAnnotations')),
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
