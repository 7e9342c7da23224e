import { delimiter, join } from 'node:path';
import { type AccessOverrides, type ClusterAccess, clusterAccess } from './cluster-access.ts';
import type { Host } from './host.ts';
import { inClusterAccess, isInCluster } from './in-cluster.ts';
import { KubeconfigError } from './kubeconfig-error.ts';
import { readKubeconfig } from './read-kubeconfig.ts';
import { thisMachine } from './this-machine.ts';

export interface FindOptions extends AccessOverrides {
  /** The only file to read. */
  readonly kubeconfig?: string;
}

/**
 * The cluster to ask, as kubectl finds it: the file that is given; else the list in `$KUBECONFIG`; else `~/.kube/config`; and
 * within a pod, where none of them says anything, the cluster of that pod. Throws KubeconfigError. Mirrors client-go
 * tools/clientcmd (ClientConfigLoadingRules, DeferredLoadingClientConfig).
 *
 * @example
 *     const { transport, namespace } = findCluster({ context: 'staging' });
 *     const client = createClient(httpTransport(transport), { userAgent: 'my-operator' });
 */
export function findCluster(
  { kubeconfig, ...overrides }: FindOptions = {},
  host: Host = thisMachine(),
): ClusterAccess {
  const paths = kubeconfig === undefined ? defaultPaths(host) : [kubeconfig];
  if (overrides.server === undefined && !paths.some((path) => isThere(path, host))) {
    if (kubeconfig === undefined && isInCluster(host)) return withNamespace(inClusterAccess(host), overrides);
    throw new KubeconfigError(`there is no kubeconfig ${paths.join(' or ')}`);
  }
  return clusterAccess(readKubeconfig(paths, host.readFile), host, overrides);
}

function withNamespace(access: ClusterAccess, { namespace }: AccessOverrides): ClusterAccess {
  return namespace === undefined ? access : { ...access, namespace };
}

function defaultPaths({ variables, homeDirectory }: Host): readonly string[] {
  const listed = (variables.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '');
  return listed.length > 0 ? [...new Set(listed)] : [join(homeDirectory, '.kube', 'config')];
}

/** What cannot be read is told when it is read. */
function isThere(path: string, { readFile }: Host): boolean {
  try {
    return readFile(path) !== undefined;
  } catch {
    return true;
  }
}
