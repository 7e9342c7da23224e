import type { ClusterAccess } from './cluster-access.ts';
import type { Host } from './host.ts';
import { KubeconfigError } from './kubeconfig-error.ts';
import { tokenOfFile } from './token-file.ts';

const folder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Whether the process runs in a pod that has a service account. */
export function isInCluster({ variables, readFile }: Host): boolean {
  return (
    (variables.KUBERNETES_SERVICE_HOST ?? '') !== '' &&
    (variables.KUBERNETES_SERVICE_PORT ?? '') !== '' &&
    readFile(`${folder}/token`) !== undefined
  );
}

/**
 * The cluster whose pod this process runs in, asked as the pod's service account. Throws KubeconfigError. Mirrors client-go rest
 * (InClusterConfig).
 */
export function inClusterAccess(host: Host): ClusterAccess {
  const { KUBERNETES_SERVICE_HOST: name = '', KUBERNETES_SERVICE_PORT: port = '' } = host.variables;
  if (name === '' || port === '')
    throw new KubeconfigError(
      'unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined',
    );
  if (host.readFile(`${folder}/token`) === undefined)
    throw new KubeconfigError(`there is no file ${folder}/token`);
  const ca = host.readFile(`${folder}/ca.crt`);
  return {
    transport: {
      baseUrl: `https://${name.includes(':') ? `[${name}]` : name}:${port}`,
      ...(ca !== undefined && { ca }),
      credentials: tokenOfFile(`${folder}/token`, host),
      compressed: true,
    },
    namespace: host.readFile(`${folder}/namespace`)?.trim() || 'default',
  };
}
