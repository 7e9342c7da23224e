import type { V1CertificateSigningRequest } from '../../api/index.ts';
import { parseCertificateRequest } from '../../component-helpers/index.ts';
import { kubeletClientProblem } from './kubelet-requests.ts';

/** What a requester must be allowed to have a request approved. */
export interface Recognized {
  /** Of certificatesigningrequests. */
  readonly subresource: 'selfnodeclient' | 'nodeclient';
  readonly message: string;
}

const signer = 'kubernetes.io/kube-apiserver-client-kubelet';
const ofItself: Recognized = {
  subresource: 'selfnodeclient',
  message: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
};
const ofAnyNode: Recognized = {
  subresource: 'nodeclient',
  message: 'Auto approving kubelet client certificate after SubjectAccessReview.',
};

/**
 * As what a request may be approved, in the order in which it is asked: as a kubelet's for the certificate it has already, or for
 * its first. None: somebody has to look at it. Throws where there is no request in it. Mirrors kubernetes
 * pkg/controller/certificates/approver (recognizers).
 */
export function recognize({ spec }: V1CertificateSigningRequest): readonly Recognized[] {
  const request = parseCertificateRequest(spec.request);
  if (spec.signerName !== signer || kubeletClientProblem(request, spec.usages ?? []) !== undefined) return [];
  return spec.username === request.commonName ? [ofItself, ofAnyNode] : [ofAnyNode];
}
