import type {
  V1Container,
  V1ContainerStatus,
  V1ContainerUser,
  V1Pod,
  V1VolumeMountStatus,
} from '../../api/index.ts';

/** What the status of a container says as long as its spec is the same. */
export interface FixedStatus {
  /** From the beginning. */
  readonly always: Pick<V1ContainerStatus, 'volumeMounts'>;
  /** Once a container was made. */
  readonly begun: Pick<V1ContainerStatus, 'allocatedResources' | 'resources' | 'user'>;
}

/**
 * Mirrors kubernetes pkg/kubelet (convertToAPIContainerStatuses): mounts, user, resources. `actual`: the container with the resources that
 * it has by now, where it was granted others.
 */
export function fixedStatus(pod: V1Pod, container: V1Container, actual = container): FixedStatus {
  const granted = container.resources?.requests;
  const { requests, limits } = actual.resources ?? {};
  return {
    always: container.volumeMounts === undefined ? {} : { volumeMounts: mountsOf(container) },
    begun: {
      ...(granted === undefined ? {} : { allocatedResources: granted }),
      resources: { ...(limits && { limits }), ...(requests && { requests }) },
      user: userOf(pod, container),
    },
  };
}

function mountsOf({ volumeMounts = [] }: V1Container): readonly V1VolumeMountStatus[] {
  return volumeMounts.map(({ name, mountPath, readOnly, recursiveReadOnly = 'Disabled' }) => {
    if (readOnly !== true) return { name, mountPath };
    const recursive = recursiveReadOnly === 'Disabled' ? 'Disabled' : 'Enabled';
    return { name, mountPath, readOnly, recursiveReadOnly: recursive };
  });
}

/** Images here name no user, and no groups of one: what nobody says otherwise is root. */
function userOf({ spec }: V1Pod, { securityContext }: V1Container): V1ContainerUser {
  const ofPod = spec?.securityContext;
  const uid = securityContext?.runAsUser ?? ofPod?.runAsUser ?? 0;
  const gid = securityContext?.runAsGroup ?? ofPod?.runAsGroup ?? 0;
  const fsGroup = ofPod?.fsGroup;
  const groups = [gid, ...(fsGroup === undefined ? [] : [fsGroup]), ...(ofPod?.supplementalGroups ?? [])];
  return { linux: { gid, supplementalGroups: [...new Set(groups)], uid } };
}
