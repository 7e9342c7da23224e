import type { V1CustomResourceDefinitionCondition } from '../../../api/index.ts';
import { findCondition, goQuote } from '../../../apimachinery/index.ts';
import type { Definition } from '../definition.ts';
import { withCondition } from './conditions.ts';

const annotation = 'api-approved.kubernetes.io';

/**
 * The definition with what is to be said of a group of the community (`*.k8s.io`, `*.kubernetes.io`); the very same where
 * that is said, or the group is another. Mirrors apiextensions-apiserver pkg/controller/apiapproval.
 */
export function withApiApproval(definition: Definition, now: string): Definition {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(definition.spec.group)) return definition;
  const condition = approval(definition.metadata?.annotations?.[annotation] ?? '');
  const old = findCondition(definition.status?.conditions, condition.type);
  const isTold = old?.status === condition.status && old.reason === condition.reason;
  return isTold && old.message === condition.message ? definition : withCondition(definition, condition, now);
}

const issue = 'see https://github.com/kubernetes/enhancements/pull/1111';

/** Mirrors apiextensions-apiserver pkg/apihelpers (GetAPIApprovalState). */
function approval(value: string): V1CustomResourceDefinitionCondition {
  const must = `protected groups must have approval annotation ${goQuote(annotation)}`;
  if (value === '') return conformant('False', 'MissingAnnotation', `${must}, ${issue}`);
  if (value.startsWith('unapproved')) {
    return conformant('False', 'UnapprovedAnnotation', `not approved: ${goQuote(value)}`);
  }
  if (/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/?#\s]+/.test(value)) {
    return conformant('True', 'ApprovedAnnotation', `approved in ${value}`);
  }
  const says = `${must} with either a URL or a reason starting with "unapproved", ${issue}`;
  return conformant('False', 'InvalidAnnotation', says);
}

function conformant(status: string, reason: string, message: string): V1CustomResourceDefinitionCondition {
  return { type: 'KubernetesAPIApprovalPolicyConformant', status, reason, message };
}
