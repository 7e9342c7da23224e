import type {
  V1ContainerStatus,
  V1Pod,
  V1PodFailurePolicy,
  V1PodFailurePolicyRule,
} from '../../api/index.ts';

/** What a job's podFailurePolicy says of a failed pod. */
export interface FailureVerdict {
  /** Whether the failure counts towards backoffLimit and backoffLimitPerIndex. */
  readonly counts: boolean;
  /** The whole index has failed. */
  readonly failsIndex?: boolean;
  /** The whole job has failed, and why. */
  readonly jobFailure?: string;
}

const counted: FailureVerdict = Object.freeze({ counts: true });

/** The first rule that matches decides. Mirrors kubernetes pkg/controller/job (matchPodFailurePolicy). */
export function judgeFailure(policy: V1PodFailurePolicy | undefined, pod: V1Pod): FailureVerdict {
  for (const [at, rule] of (policy?.rules ?? []).entries()) {
    const match = matchOf(rule, pod);
    if (match === undefined) continue;
    if (rule.action === 'Ignore') return { counts: false };
    if (rule.action === 'FailIndex') return { counts: true, failsIndex: true };
    if (rule.action === 'Count') return counted;
    if (rule.action === 'FailJob') {
      return { counts: true, jobFailure: `${match} matching FailJob rule at index ${at}` };
    }
  }
  return counted;
}

/** What of the pod matches, as the message of the condition says it. */
function matchOf({ onExitCodes, onPodConditions }: V1PodFailurePolicyRule, pod: V1Pod): string | undefined {
  const { status = {} } = pod;
  const name = `${pod.metadata?.namespace}/${pod.metadata?.name}`;
  if (onExitCodes !== undefined) {
    const container =
      exited(status.containerStatuses, onExitCodes) ?? exited(status.initContainerStatuses, onExitCodes);
    if (container === undefined) return undefined;
    const exitCode = container.state?.terminated?.exitCode;
    return `Container ${container.name} for pod ${name} failed with exit code ${exitCode}`;
  }
  const condition = status.conditions?.find((one) =>
    onPodConditions?.some((pattern) => one.type === pattern.type && one.status === pattern.status),
  );
  return condition && `Pod ${name} has condition ${condition.type}`;
}

/** The first container that failed with one of the exit codes. */
function exited(
  statuses: readonly V1ContainerStatus[] | undefined,
  { containerName, operator, values }: NonNullable<V1PodFailurePolicyRule['onExitCodes']>,
): V1ContainerStatus | undefined {
  return statuses?.find(({ name, state }) => {
    const exitCode = state?.terminated?.exitCode ?? 0;
    if (exitCode === 0 || (containerName !== undefined && containerName !== name)) return false;
    return operator === 'In' ? values.includes(exitCode) : operator === 'NotIn' && !values.includes(exitCode);
  });
}
