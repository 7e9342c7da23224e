import type { CertificateRequest } from '../../component-helpers/index.ts';
import { kubeletClientProblem, kubeletServingProblem } from './kubelet-requests.ts';

/** Why a signer does not sign a request; undefined: it does. */
type Problem = (request: CertificateRequest, usages: readonly string[]) => string | undefined;

/**
 * Those that sign with the cluster's authority, by their names. Mirrors kubernetes pkg/controller/certificates/signer
 * (getCSRVerificationFuncForSignerName).
 */
export const signerProblems: Readonly<Record<string, Problem>> = {
  'kubernetes.io/kube-apiserver-client': (_, usages) => clientUsagesProblem(usages),
  'kubernetes.io/kube-apiserver-client-kubelet': kubeletClientProblem,
  'kubernetes.io/kubelet-serving': kubeletServingProblem,
  'kubernetes.io/legacy-unknown': () => undefined,
};

const clientUsages: ReadonlySet<string> = new Set(['digital signature', 'key encipherment', 'client auth']);

/** Mirrors validAPIServerClientUsages. */
function clientUsagesProblem(usages: readonly string[]): string | undefined {
  const other = usages.find((usage) => !clientUsages.has(usage));
  if (other !== undefined) return `invalid usage for client certificate: ${other}`;
  return usages.includes('client auth')
    ? undefined
    : 'missing required usage for client certificate: client auth';
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Clocks that are behind find a certificate valid too. */
const backdateMs = 5 * minuteMs;
/** What is valid for less than this keeps all of it. */
const shortMs = 8 * hourMs;
const durationMsMin = 10 * minuteMs;
/** kube-controller-manager's --cluster-signing-duration. */
const durationMsMax = 365 * 24 * hourMs;

/**
 * From when until when a certificate is valid, in milliseconds: for as long as it is asked for, within bounds, and no longer than
 * its authority. Throws once that is over. Mirrors PermissiveSigningPolicy, and signer.duration.
 */
export function validityOf(
  expirationSeconds: number | undefined,
  nowMs: number,
  authorityNotAfterMs: number,
): { readonly notBeforeMs: number; readonly notAfterMs: number } {
  const askedMs = expirationSeconds === undefined ? durationMsMax : expirationSeconds * 1000;
  const durationMs = Math.max(durationMsMin, Math.min(durationMsMax, askedMs));
  const untilMs = nowMs + durationMs - (durationMs < shortMs ? 0 : backdateMs);
  if (nowMs >= authorityNotAfterMs)
    throw new Error('refusing to sign a certificate that expired in the past');
  return { notBeforeMs: nowMs - backdateMs, notAfterMs: Math.min(untilMs, authorityNotAfterMs) };
}
