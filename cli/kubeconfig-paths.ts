import {
  type ClusterAccess,
  type FindOptions,
  findCluster,
  KubeconfigError,
} from '../client/kubeconfig/index.ts';
import { UsageError } from './usage-error.ts';

/** The cluster that a kubeconfig names, as kubectl finds it. Throws UsageError. */
export function accessOf(options: FindOptions): ClusterAccess {
  try {
    return findCluster(options);
  } catch (error) {
    if (!(error instanceof KubeconfigError)) throw error;
    const isMissing = error.message.startsWith('there is no kubeconfig');
    throw new UsageError(isMissing ? `${error.message}; name one with --kubeconfig` : error.message);
  }
}
