import { type Dirent, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BehaviourError, type DeclaredStaticPod, parseStaticPods } from '../cluster/index.ts';
import { readDocuments, readText } from './documents.ts';
import { ScenarioError } from './scenario.ts';

/**
 * The manifests of a directory, as that of a kubelet's staticPodPath: those in it are for all nodes, those in a directory NODE in it for
 * this node. Throws ScenarioError.
 */
export function readStaticPods(directory: string): readonly DeclaredStaticPod[] {
  return entriesOf(directory).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (!entry.isDirectory()) return isManifest(entry) ? podsOf(path) : [];
    const files = entriesOf(path).filter((file) => !file.isDirectory() && isManifest(file));
    return files.flatMap(({ name }) => podsOf(join(path, name))).map((one) => ({ ...one, node: entry.name }));
  });
}

/** The same data, with the pods of a manifest in the place of each `{file: etcd.yaml}`. Throws ScenarioError. */
export function withManifests(data: unknown, directory: string): unknown {
  if (!Array.isArray(data)) return data;
  return data.flatMap((one: unknown): readonly unknown[] => {
    if (typeof one !== 'object' || one === null || !('file' in one)) return [one];
    const { file, ...others } = one;
    return podsOf(resolve(directory, String(file))).map((pod) => ({ ...others, ...pod }));
  });
}

function entriesOf(directory: string): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    throw new ScenarioError(`${directory}: cannot be read as a directory`);
  }
}

/** Hidden files are passed over, as a kubelet does. */
function isManifest({ name }: Dirent): boolean {
  return /^[^.].*\.(ya?ml|json)$/.test(name);
}

function podsOf(path: string): readonly DeclaredStaticPod[] {
  const text = readText(path, (why) => new ScenarioError(`${path}: cannot be read${why}`));
  return readDocuments(text, path).flatMap(({ value, place }) => {
    try {
      return parseStaticPods([{ pod: value }], '');
    } catch (error) {
      if (!(error instanceof BehaviourError)) throw error;
      const field = error.path.replace(/^\[0\]\.pod\.?/, '');
      throw new ScenarioError(`${place(field)}: ${error.message.replace(/^\[0\]\.pod\.?(: )?/, '')}`);
    }
  });
}
