import type { ServedResource } from '../../api/index.ts';
import type { ResourceType } from '../../apimachinery/index.ts';

/** A resource of metrics, as discovery tells of it: it can be read, and that is all. */
export function metricsResource(
  type: ResourceType,
  verbs: readonly string[] = ['get', 'list'],
  singularName = '',
): ServedResource {
  const { group, version, resource, kind } = type;
  return {
    ...type,
    singularName,
    shortNames: [],
    categories: [],
    verbs,
    subresources: [],
    listKind: `${kind}List`,
    definition: `io.k8s.metrics.pkg.apis.metrics.${version}.${kind}`,
    schema: { type: 'object' },
    storage: { group, version, resource },
    enabled: true,
  };
}
