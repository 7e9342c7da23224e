import { goQuote, parseRequestUri } from '../../apimachinery/index.ts';
import type { Definition } from './definition.ts';

export const approvalAnnotation = 'api-approved.kubernetes.io';

/** Whether a definition in a group of the community has been approved, and how that is put in words. */
export interface ApprovalState {
  readonly state: 'approved' | 'bypassed' | 'missing' | 'invalid';
  readonly says: string;
  /** The annotation. */
  readonly value: string;
}

const issue = 'see https://github.com/kubernetes/enhancements/pull/1111';

/**
 * Undefined in groups that are nobody's but their own (all but `*.k8s.io`, `*.kubernetes.io`).
 * Mirrors k8s.io/apiextensions-apiserver pkg/apihelpers (IsProtectedCommunityGroup, GetAPIApprovalState).
 */
export function approvalState({ metadata, spec }: Definition): ApprovalState | undefined {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(spec.group ?? '')) return undefined;
  const value = metadata?.annotations?.[approvalAnnotation] ?? '';
  const must = `protected groups must have approval annotation ${goQuote(approvalAnnotation)}`;
  if (value === '') return { state: 'missing', says: `${must}, ${issue}`, value };
  if (value.startsWith('unapproved'))
    return { state: 'bypassed', says: `not approved: ${goQuote(value)}`, value };
  const url = parseRequestUri(value);
  if (url !== undefined && url.host !== '' && url.scheme !== '') {
    return { state: 'approved', says: `approved in ${value}`, value };
  }
  const says = `${must} with either a URL or a reason starting with "unapproved", ${issue}`;
  return { state: 'invalid', says, value };
}
