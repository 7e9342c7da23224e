/** Kubeconfig files: where a cluster is, and as whom it is asked. */
export { type AccessOverrides, type ClusterAccess, clusterAccess } from './cluster-access.ts';
export { type FindOptions, findCluster } from './find-cluster.ts';
export type { Host, Program, ProgramEnd } from './host.ts';
export { inClusterAccess } from './in-cluster.ts';
export { KubeconfigError } from './kubeconfig-error.ts';
export {
  type Entry as KubeconfigEntry,
  type Kubeconfig,
  type ReadFile,
  readKubeconfig,
} from './read-kubeconfig.ts';
export { thisMachine } from './this-machine.ts';
