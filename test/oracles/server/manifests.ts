import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseYaml } from '../../../apimachinery/encoding/index.ts';
import type { Manifest } from './object.ts';
import type { Server } from './server.ts';

/** Larger files are data of other programs. */
const bytesMax = 200_000;

/** Where objects of a kind are made, in a namespace where it has such. */
export type Paths = ReadonlyMap<string, string>;

/** The paths of all kinds that a server lets its users create, by `apiVersion kind`. */
export async function creatablePaths(server: Server): Promise<Paths> {
  const paths = new Map<string, string>();
  for (const [root, groupVersion] of await rootsOf(server)) {
    const { resources } = (await server.ask('GET', root)).body as ResourceList;
    for (const { name, kind, namespaced, verbs } of resources) {
      if (name.includes('/') || !verbs.includes('create') || !verbs.includes('get')) continue;
      paths.set(`${groupVersion} ${kind}`, `${root}${namespaced ? '/namespaces/default' : ''}/${name}`);
    }
  }
  return paths;
}

interface ResourceList {
  readonly resources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs: readonly string[];
  }[];
}

async function rootsOf(server: Server): Promise<[root: string, groupVersion: string][]> {
  const { groups } = (await server.ask('GET', '/apis')).body as {
    readonly groups: readonly { readonly versions: readonly { readonly groupVersion: string }[] }[];
  };
  const versions = groups.flatMap((group) => group.versions.map(({ groupVersion }) => groupVersion));
  return [['/api/v1', 'v1'], ...versions.map((version): [string, string] => [`/apis/${version}`, version])];
}

/** All objects of kinds that can be created in the YAML and JSON files of directories, each once. */
export function manifestsIn(directories: readonly string[], paths: Paths): Manifest[] {
  const found = new Map<string, Manifest>();
  for (const document of directories.flatMap(filesIn).flatMap(documentsIn)) {
    for (const object of itemsOf(document)) {
      if (!isManifest(object) || !paths.has(`${object.apiVersion} ${object.kind}`)) continue;
      const { namespace: _, ...metadata } = object.metadata;
      const placed = withoutAccount({ ...object, metadata } as Manifest);
      found.set(JSON.stringify(placed), placed);
    }
  }
  return [...found.values()];
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path).size <= bytesMax)
    .sort();
}

/** Templates and other things that are no YAML are left out. */
function documentsIn(path: string): unknown[] {
  try {
    return parseYaml(readFileSync(path)).map(({ value }) => value);
  } catch {
    return [];
  }
}

function itemsOf(document: unknown): unknown[] {
  const { kind, items } = (document ?? {}) as { readonly kind?: unknown; readonly items?: unknown };
  return kind === 'List' && Array.isArray(items) ? items : [document];
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  const { apiVersion, kind, metadata } = value as Partial<Record<string, unknown>>;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return false;
  return (
    typeof metadata === 'object' &&
    metadata !== null &&
    typeof (metadata as Manifest['metadata']).name === 'string'
  );
}

/** Its account would be missing on both sides. */
function withoutAccount(object: Manifest): Manifest {
  if (object.kind !== 'Pod' || typeof object.spec !== 'object' || object.spec === null) return object;
  const { serviceAccountName: _, serviceAccount: __, ...spec } = object.spec as Record<string, unknown>;
  return { ...object, spec };
}
