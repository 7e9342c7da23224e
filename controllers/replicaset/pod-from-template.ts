import type { V1Pod, V1ReplicaSet } from '../../api/index.ts';
import type { OwnerReference } from '../../apimachinery/index.ts';

/**
 * The pod a ReplicaSet wants: its template's labels, annotations, finalizers and spec, shared and not copied, owned
 * by `controllerRef`. The API server completes the name. Mirrors kubernetes pkg/controller (GetPodFromTemplate).
 */
export function podFromTemplate(replicaSet: V1ReplicaSet, controllerRef: OwnerReference): V1Pod {
  const template = replicaSet.spec?.template;
  const { labels, annotations, finalizers } = template?.metadata ?? {};
  const namespace = replicaSet.metadata?.namespace;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${replicaSet.metadata?.name}-`,
      ...(namespace !== undefined && { namespace }),
      ...(labels !== undefined && { labels }),
      ...(annotations !== undefined && { annotations }),
      ...(finalizers !== undefined && { finalizers }),
      ownerReferences: [controllerRef],
    },
    ...(template?.spec !== undefined && { spec: template.spec }),
  };
}
