import type { V1Container, V1Pod } from '../../api/index.ts';

/** All containers of a pod: those that run side by side first. */
export function containersOf({ spec }: V1Pod): readonly V1Container[] {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = spec ?? {};
  return [...containers, ...initContainers, ...ephemeralContainers];
}
