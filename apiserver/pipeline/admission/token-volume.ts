import type { V1Container, V1PodSpec, V1Volume, V1VolumeMount } from '../../../api/index.ts';
import { generatedName, generatedSuffixLength } from '../../../apimachinery/index.ts';
import { tokenSource } from '../../../component-helpers/index.ts';
import type { Environment } from '../../../environment/index.ts';

const prefix = 'kube-api-access-';
const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The pod with its account's token mounted into every container that has nothing in its place; what a pod must have may
 * still be missing. Mirrors kubernetes plugin/pkg/admission/serviceaccount (mountServiceAccountToken).
 */
export function withTokenVolume(spec: V1PodSpec, ids: Environment['ids']): V1PodSpec {
  const { volumes = [], containers = [], initContainers = [] }: Partial<V1PodSpec> = spec;
  if (containers.every(hasMount) && initContainers.every(hasMount)) return spec;
  const own = volumes.find((volume: Partial<V1Volume>) => volume.name?.startsWith(prefix));
  const name = own?.name ?? generatedName(prefix, ids.suffix(generatedSuffixLength));
  const mount = { name, readOnly: true, mountPath };
  const mounted = (container: V1Container) => withMount(container, mount);
  return {
    ...spec,
    ...(containers.length > 0 && { containers: containers.map(mounted) }),
    ...(initContainers.length > 0 && { initContainers: initContainers.map(mounted) }),
    ...(own === undefined && { volumes: [...volumes, { name, projected: tokenSource }] }),
  };
}

function hasMount({ volumeMounts = [] }: V1Container): boolean {
  return volumeMounts.some((mount) => mount.mountPath === mountPath);
}

function withMount(container: V1Container, mount: V1VolumeMount): V1Container {
  if (hasMount(container)) return container;
  return { ...container, volumeMounts: [...(container.volumeMounts ?? []), mount] };
}
