import type { V1JobSpec } from '../../api/index.ts';
import { countCommon, type Intervals, parseIntervals, totalOf } from './index-intervals.ts';

/**
 * Which rule of the job's successPolicy is met, as the message of the condition says it. Mirrors kubernetes
 * pkg/controller/job (matchSuccessPolicy).
 */
export function metSuccessRule(
  { successPolicy, completions = 0 }: V1JobSpec,
  succeeded: Intervals,
): string | undefined {
  if (successPolicy === undefined || succeeded.length === 0) return undefined;
  const met = successPolicy.rules.findIndex(({ succeededIndexes, succeededCount }) => {
    if (succeededIndexes === undefined)
      return succeededCount !== undefined && totalOf(succeeded) >= succeededCount;
    const required = parseIntervals(succeededIndexes, completions);
    if (required.length === 0) return false;
    const common = countCommon(required, succeeded);
    return common === totalOf(required) || (succeededCount !== undefined && common >= succeededCount);
  });
  return met < 0 ? undefined : `Matched rules at index ${met}`;
}
