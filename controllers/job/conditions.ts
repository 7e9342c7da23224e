import type { V1Job, V1JobCondition } from '../../api/index.ts';
import { findCondition, formatTime, isConditionTrue } from '../../apimachinery/index.ts';

/** How a job ends, and why. */
export interface JobEnd {
  readonly outcome: 'Complete' | 'Failed';
  readonly reason: string;
  readonly message: string;
}

/** What a job is said to be before all its pods are gone, and it is done. */
const interimTypes = { Complete: 'SuccessCriteriaMet', Failed: 'FailureTarget' } as const;

/** The end that was decided on before, if the job is not done. */
export function decidedEnd({ status }: V1Job): JobEnd | undefined {
  for (const outcome of ['Complete', 'Failed'] as const) {
    const condition = findCondition(status?.conditions, interimTypes[outcome]);
    if (condition?.status === 'True')
      return { outcome, reason: condition.reason ?? '', message: condition.message ?? '' };
  }
  return undefined;
}

/** The conditions with the one that says what the job will be; the very same when it is there. */
export function withInterim(
  conditions: readonly V1JobCondition[],
  { outcome, reason, message }: JobEnd,
  nowMs: number,
): readonly V1JobCondition[] {
  const type = interimTypes[outcome];
  if (isConditionTrue(conditions, type)) return conditions;
  return [...conditions, newCondition({ type, status: 'True', reason, message }, nowMs)];
}

/**
 * The conditions with this one, if it says anything new; that something is not so is nothing new where nobody said it was.
 * Mirrors kubernetes pkg/controller/job (ensureJobConditionStatus).
 */
export function withJobCondition(
  conditions: readonly V1JobCondition[],
  said: Pick<V1JobCondition, 'type' | 'status' | 'reason' | 'message'>,
  nowMs: number,
): readonly V1JobCondition[] {
  const at = conditions.findIndex(({ type }) => type === said.type);
  const known = conditions[at];
  if (known === undefined)
    return said.status === 'False' ? conditions : [...conditions, newCondition(said, nowMs)];
  if (known.status === said.status && known.reason === said.reason && known.message === said.message)
    return conditions;
  return conditions.with(at, newCondition(said, nowMs));
}

function newCondition(
  { type, status, reason, message }: Pick<V1JobCondition, 'type' | 'status' | 'reason' | 'message'>,
  nowMs: number,
): V1JobCondition {
  const now = formatTime(nowMs);
  return {
    type,
    status,
    lastProbeTime: now,
    lastTransitionTime: now,
    ...(reason !== undefined && reason !== '' && { reason }),
    ...(message !== undefined && message !== '' && { message }),
  };
}
