/** Kubeconfig files: where a cluster is, and as whom it is asked. */
export { type ClusterAccess, clusterAccess } from './cluster-access.ts';
export { KubeconfigError } from './kubeconfig-error.ts';
export { type Kubeconfig, type ReadFile, readKubeconfig } from './read-kubeconfig.ts';
