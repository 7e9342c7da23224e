import type { V1CustomResourceDefinitionCondition } from '../../../api/index.ts';
import { findCondition } from '../../../apimachinery/index.ts';
import { type ApprovalState, approvalState } from '../api-approval-state.ts';
import type { Definition } from '../definition.ts';
import { withCondition } from './conditions.ts';

/**
 * The definition with what is to be said of a group of the community (`*.k8s.io`, `*.kubernetes.io`); the very same where
 * that is said, or the group is another. Mirrors apiextensions-apiserver pkg/controller/apiapproval.
 */
export function withApiApproval(definition: Definition, now: string): Definition {
  const approval = approvalState(definition);
  if (approval === undefined) return definition;
  const condition = conditionOf(approval);
  const old = findCondition(definition.status?.conditions, condition.type);
  const isTold = old?.status === condition.status && old.reason === condition.reason;
  return isTold && old.message === condition.message ? definition : withCondition(definition, condition, now);
}

const outcomes = {
  approved: ['True', 'ApprovedAnnotation'],
  bypassed: ['False', 'UnapprovedAnnotation'],
  missing: ['False', 'MissingAnnotation'],
  invalid: ['False', 'InvalidAnnotation'],
} as const;

function conditionOf({ state, says }: ApprovalState): V1CustomResourceDefinitionCondition {
  const [status, reason] = outcomes[state];
  return { type: 'KubernetesAPIApprovalPolicyConformant', status, reason, message: says };
}
