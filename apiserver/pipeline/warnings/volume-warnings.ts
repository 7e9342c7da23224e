import type { V1PersistentVolumeClaimSpec, V1Volume } from '../../../api/index.ts';
import { type FieldPath, goQuote } from '../../../apimachinery/index.ts';
import { tokenSource } from '../../../component-helpers/index.ts';
import { fractionWarning } from './container-warnings.ts';

/** In Kubernetes' order; `ephemeral` is looked at between them. */
const deprecated: readonly (readonly [source: keyof V1Volume, says: string, shownAs?: string])[] = [
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+', 'storageOS'],
  ['quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

/** Of volumes that no longer work, and of files that hide others. */
export function volumeWarnings(warnings: string[], path: FieldPath, volumes: readonly V1Volume[] = []): void {
  for (const [index, volume] of volumes.entries()) {
    const at = path.index(index);
    for (const [source, says, shownAs = source] of deprecated) {
      if (volume[source] !== undefined) warnings.push(`${at.child(shownAs)}: ${says}`);
    }
    const claim = volume.ephemeral?.volumeClaimTemplate;
    if (claim !== undefined)
      claimWarnings(warnings, at.child('ephemeral', 'volumeClaimTemplate', 'spec'), claim.spec);
  }
  for (const volume of volumes) overlapWarnings(warnings, volume);
}

/** Mirrors kubernetes pkg/api/persistentvolumeclaim (GetWarningsForPersistentVolumeClaimSpec). */
export function claimWarnings(
  warnings: string[],
  path: FieldPath,
  { resources = {} }: V1PersistentVolumeClaimSpec = {},
): void {
  for (const part of ['requests', 'limits'] as const) {
    fractionWarning(warnings, path.child('resources', part), 'storage', resources[part]?.storage);
  }
}

interface File {
  readonly path: string;
  /** What it comes from, in a volume of several sources. */
  readonly source: string;
}

type Projected = NonNullable<V1Volume['projected']>;

/** Mirrors warningsForOverlappingVirtualPaths. */
function overlapWarnings(warnings: string[], volume: V1Volume): void {
  const { name = '', configMap, secret, downwardAPI, projected } = volume;
  if (projected === tokenSource) return;
  const check = (what: string, files: readonly File[]) => {
    for (const overlap of overlapsOf(files))
      warnings.push(`volume ${goQuote(name)} (${what}): overlapping paths: ${overlap}`);
  };
  if (configMap !== undefined)
    check(`ConfigMap ${goQuote(configMap.name ?? '')}`, filesOf(configMap.items, ''));
  if (secret !== undefined) check(`Secret ${goQuote(secret.secretName ?? '')}`, filesOf(secret.items, ''));
  if (downwardAPI !== undefined) check('DownwardAPI', filesOf(downwardAPI.items, ''));
  if (projected === undefined) return;
  for (const source of projected.sources ?? []) {
    if (Object.keys(source).length === 0) {
      warnings.push(`volume ${goQuote(name)} (Projected) has no sources provided`);
    }
  }
  check('Projected', (projected.sources ?? []).flatMap(projectedFiles));
}

function projectedFiles(source: NonNullable<Projected['sources']>[number]): readonly File[] {
  const { configMap, secret, downwardAPI, serviceAccountToken } = source;
  if (configMap?.items !== undefined)
    return filesOf(configMap.items, `ConfigMap ${goQuote(configMap.name ?? '')}`);
  if (secret?.items !== undefined) return filesOf(secret.items, `Secret ${goQuote(secret.name ?? '')}`);
  if (downwardAPI?.items !== undefined) return filesOf(downwardAPI.items, 'DownwardAPI');
  return serviceAccountToken === undefined ? [] : filesOf([serviceAccountToken], 'ServiceAccountToken');
}

function filesOf(items: readonly { readonly path?: string }[] = [], source: string): readonly File[] {
  return items.map(({ path = '' }) => ({ path: path.replace(/\/+$/, ''), source }));
}

/** So many are told at most; of the last ones then not all. */
const overlapsMax = 1_000;

/** Each file that is the same as one before, or within it, or has it within. */
function overlapsOf(files: readonly File[]): readonly string[] {
  const places = files
    .map((file, index) => ({ file, index, key: `${file.path}/` }))
    .filter(({ file }) => file.path !== '')
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const around: typeof places = [];
  const pairs: (readonly [later: (typeof places)[number], earlier: (typeof places)[number]])[] = [];
  // What is within a directory follows it.
  for (const place of places) {
    for (
      let last = around.at(-1);
      last !== undefined && !place.key.startsWith(last.key);
      last = around.at(-1)
    ) {
      around.pop();
    }
    for (const other of around) {
      if (pairs.length === overlapsMax) break;
      pairs.push(place.index > other.index ? [place, other] : [other, place]);
    }
    around.push(place);
  }
  return pairs
    .sort(([a, b], [c, d]) => a.index - c.index || b.index - d.index)
    .map(([later, earlier]) => `${shown(later.file)} with ${shown(earlier.file)}`);
}

function shown({ path, source }: File): string {
  return source === '' ? goQuote(path) : `${goQuote(path)} (${source})`;
}
