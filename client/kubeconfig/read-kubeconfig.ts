import { dirname, isAbsolute, join } from 'node:path';
import { isObject, messageOf, parseYaml } from '../../apimachinery/index.ts';
import { KubeconfigError } from './kubeconfig-error.ts';

/** Kubeconfig files taken together. */
export interface Kubeconfig {
  readonly currentContext: string;
  readonly contexts: ReadonlyMap<string, Entry>;
  readonly clusters: ReadonlyMap<string, Entry>;
  readonly users: ReadonlyMap<string, Entry>;
}

/** What one file says of a context, a cluster or a user. */
export interface Entry {
  /** As errors name it: `FILE: users "me"`. */
  readonly where: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** A path of this entry: relative ones begin at the file that it stands in. */
  resolve(path: string): string;
}

/** The text of a file; undefined: there is none. Throws where it cannot be read. */
export type ReadFile = (path: string) => string | undefined;

/**
 * Reads kubeconfig files: of what several say, the first counts, and files that are not there are passed over. Throws
 * KubeconfigError. Mirrors k8s.io/client-go/tools/clientcmd (ClientConfigLoadingRules.Load).
 */
export function readKubeconfig(paths: readonly string[], readFile: ReadFile): Kubeconfig {
  const merged = {
    currentContext: '',
    contexts: new Map<string, Entry>(),
    clusters: new Map<string, Entry>(),
    users: new Map<string, Entry>(),
  };
  for (const path of paths) {
    const file = readOne(path, readFile);
    if (file === undefined) continue;
    const current = file['current-context'];
    if (merged.currentContext === '' && typeof current === 'string') merged.currentContext = current;
    addEntries(merged.contexts, path, file, 'contexts', 'context');
    addEntries(merged.clusters, path, file, 'clusters', 'cluster');
    addEntries(merged.users, path, file, 'users', 'user');
  }
  return merged;
}

function readOne(path: string, readFile: ReadFile): Readonly<Record<string, unknown>> | undefined {
  try {
    const text = readFile(path);
    if (text === undefined) return undefined;
    const value = parseYaml(Buffer.from(text))[0]?.value ?? {};
    if (isObject(value)) return value;
  } catch (error) {
    throw new KubeconfigError(`${path}: ${messageOf(error)}`);
  }
  throw new KubeconfigError(`${path}: is no kubeconfig`);
}

function addEntries(
  entries: Map<string, Entry>,
  path: string,
  file: Readonly<Record<string, unknown>>,
  list: string,
  part: string,
): void {
  const given = file[list] ?? [];
  if (!Array.isArray(given)) throw new KubeconfigError(`${path}: ${list} must be a list`);
  given.forEach((one: unknown, index) => {
    const where = `${path}: ${list}[${index}]`;
    if (!isObject(one) || typeof one.name !== 'string') throw new KubeconfigError(`${where} has no name`);
    const fields = one[part] ?? {};
    if (!isObject(fields)) throw new KubeconfigError(`${where}.${part} must be an object`);
    if (entries.has(one.name)) return;
    entries.set(one.name, {
      where: `${path}: ${part} ${JSON.stringify(one.name)}`,
      fields,
      resolve: (relative) => (isAbsolute(relative) ? relative : join(dirname(path), relative)),
    });
  });
}
