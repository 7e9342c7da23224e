import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import {
  type ClusterAccess,
  clusterAccess,
  KubeconfigError,
  readKubeconfig,
} from '../client/kubeconfig/index.ts';
import { readText } from '../scenarios/documents.ts';
import { UsageError } from './usage-error.ts';

/**
 * The cluster that a kubeconfig names: the file that is given, or else the list in $KUBECONFIG, or else ~/.kube/config. Throws
 * UsageError. Mirrors kubectl's rules.
 */
export function accessOf(file: string | undefined, context: string | undefined): ClusterAccess {
  const paths = file === undefined ? defaultPaths() : [file];
  if (!paths.some(existsSync))
    throw new UsageError(`there is no kubeconfig ${paths.join(' or ')}; name one with --kubeconfig`);
  try {
    return clusterAccess(readKubeconfig(paths, readFile), readFile, context);
  } catch (error) {
    throw error instanceof KubeconfigError ? new UsageError(error.message) : error;
  }
}

function defaultPaths(): readonly string[] {
  const listed = (process.env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '');
  return listed.length > 0 ? listed : [join(homedir(), '.kube', 'config')];
}

function readFile(path: string): string | undefined {
  return existsSync(path) ? readText(path, (why) => new KubeconfigError(`cannot be read${why}`)) : undefined;
}
