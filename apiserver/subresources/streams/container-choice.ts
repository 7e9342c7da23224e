import type { V1Pod } from '../../../api/index.ts';
import { badRequest } from '../../../apimachinery/index.ts';

/**
 * The container that is meant: the one that is named, or the only one. Throws BadRequest where there is no such container,
 * or several to choose from. Mirrors kubernetes pkg/registry/core/pod (validateContainer).
 */
export function chosenContainer(pod: V1Pod, name: string): string {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = pod.spec ?? {};
  const podName = pod.metadata?.name ?? '';
  const all = [...initContainers, ...containers, ...ephemeralContainers].map((container) => container.name);
  if (name !== '') {
    if (all.includes(name)) return name;
    throw badRequest(`container ${name} is not valid for pod ${podName}`);
  }
  const [only] = containers;
  if (containers.length === 1 && only !== undefined) return only.name;
  const choice = containers.length === 0 ? '' : `, choose one of: [${all.join(' ')}]`;
  throw badRequest(`a container name must be specified for pod ${podName}${choice}`);
}
