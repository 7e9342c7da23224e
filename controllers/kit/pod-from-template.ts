import type { V1Pod, V1PodTemplateSpec } from '../../api/index.ts';
import { type KubeObject, newControllerRef, type ResourceType } from '../../apimachinery/index.ts';

/**
 * The pod an owner wants: its template's labels, annotations, finalizers and spec, shared and not copied, controlled by
 * the owner. The API server completes the name. Mirrors kubernetes pkg/controller (GetPodFromTemplate).
 */
export function podFromTemplate<O extends KubeObject>(
  template: V1PodTemplateSpec | undefined,
  owner: O,
  ownerType: ResourceType<O>,
): V1Pod {
  const { labels, annotations, finalizers } = template?.metadata ?? {};
  const namespace = owner.metadata?.namespace;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${owner.metadata?.name}-`,
      ...(namespace !== undefined && { namespace }),
      ...(labels !== undefined && { labels }),
      ...(annotations !== undefined && { annotations }),
      ...(finalizers !== undefined && { finalizers }),
      ownerReferences: [newControllerRef(owner, ownerType)],
    },
    ...(template?.spec !== undefined && { spec: template.spec }),
  };
}
