import type { V1ContainerRestartRule } from '../../api/index.ts';
import type { ContainerPlan } from '../pod/pod-plan.ts';

/**
 * Whether a container that ended with this code is started again. Mirrors kubernetes pkg/api/v1/pod
 * (ContainerShouldRestart).
 */
export function restarts(plan: ContainerPlan, exitCode: number): boolean {
  if (ruleFor(plan, exitCode) !== undefined) return true;
  const { restartPolicy } = plan;
  return restartPolicy === 'Always' || (restartPolicy === 'OnFailure' && exitCode !== 0);
}

/** The first rule that is for this exit code. Mirrors kubernetes pkg/api/v1/pod (FindMatchingContainerRestartRule). */
export function ruleFor(
  { restartRules }: ContainerPlan,
  exitCode: number,
): V1ContainerRestartRule | undefined {
  return restartRules.find(({ exitCodes }) => {
    const isNamed = exitCodes?.values?.includes(exitCode) === true;
    return exitCodes !== undefined && isNamed === (exitCodes.operator === 'In');
  });
}
