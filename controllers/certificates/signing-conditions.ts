import type { V1CertificateSigningRequest } from '../../api/index.ts';

/** Whether there is a certificate. */
export function isIssued({ status }: V1CertificateSigningRequest): boolean {
  return (status?.certificate ?? '') !== '';
}

/** Whether a condition stands, be it only by its name. Mirrors HasTrueCondition. */
export function hasTrueCondition({ status }: V1CertificateSigningRequest, type: string): boolean {
  return (status?.conditions ?? []).some((one) => one.type === type && (one.status || 'True') === 'True');
}

/** Whether somebody has said yes or no. Mirrors kubernetes pkg/controller/certificates (GetCertApprovalCondition). */
export function isDecided({ status }: V1CertificateSigningRequest): boolean {
  return (status?.conditions ?? []).some(({ type }) => type === 'Approved' || type === 'Denied');
}
