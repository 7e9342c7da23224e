import type { V1Container, V1PodSpec } from '../../../../api/index.ts';

/** Whether a container of a list that ended with this code is started again. */
export type Restarts = (name: string, exitCode: number) => boolean;

/** Mirrors kubernetes pkg/api/v1/pod (ContainerShouldRestart). */
export function restartsOf(spec: V1PodSpec, containers: readonly V1Container[] = []): Restarts {
  if (mayRestartAll(spec)) return () => true;
  const byName = new Map(containers.map((container) => [container.name, container]));
  return (name, exitCode) => {
    const container = byName.get(name);
    return container !== undefined && follows(container, spec, exitCode);
  };
}

/** Any container may make all of them start again. Mirrors AllContainersCouldRestart. */
function mayRestartAll({ containers = [], initContainers = [] }: V1PodSpec): boolean {
  return [...initContainers, ...containers].some((container) =>
    container.restartPolicyRules?.some(({ action }) => action === 'RestartAllContainers'),
  );
}

function follows(container: V1Container, spec: V1PodSpec, exitCode: number): boolean {
  const { restartPolicy, restartPolicyRules = [] } = container;
  const isMet = restartPolicyRules.some(({ exitCodes }) => {
    if (exitCodes === undefined) return false;
    return (exitCodes.values ?? []).includes(exitCode) === (exitCodes.operator === 'In');
  });
  if (restartPolicy !== undefined && isMet) return true;
  switch (restartPolicy ?? spec.restartPolicy) {
    case 'Never':
      return false;
    case 'OnFailure':
      return exitCode !== 0;
    default:
      return true;
  }
}
