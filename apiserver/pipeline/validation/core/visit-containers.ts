import type { V1Container, V1PodSpec } from '../../../../api/index.ts';
import type { FieldPath } from '../../../../apimachinery/index.ts';

/** Every container with its path, in the order in which Kubernetes visits them. Mirrors VisitContainersWithPath. */
export function visitContainers(
  spec: V1PodSpec,
  path: FieldPath,
  visit: (container: V1Container, path: FieldPath) => void,
): void {
  for (const field of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    spec[field]?.forEach((container, index) => {
      visit(container as V1Container, path.child(field).index(index));
    });
  }
}
