import type {
  V1DownwardAPIVolumeFile,
  V1KeyToPath,
  V1Volume,
  V1VolumeProjection,
} from '../../../api/index.ts';
import { type Directory, directory, fileOf } from './file-tree.ts';
import type { KeyedBytes, PodValues } from './pod-values.ts';

/** Whether a volume shows what objects say, and cannot be written. */
export function isMadeOfObjects({ configMap, secret, downwardAPI, projected }: V1Volume): boolean {
  return (configMap ?? secret ?? downwardAPI ?? projected) !== undefined;
}

/** The files of such a volume, as its objects are now. Mirrors kubernetes pkg/volume (configmap, secret, projected). */
export async function volumeContent(
  { configMap, secret, downwardAPI, projected }: V1Volume,
  values: PodValues,
  nowMs: number,
): Promise<Directory> {
  const root = directory(nowMs, true);
  const add = adder(root, nowMs);
  if (configMap !== undefined) add(await values.configMap(configMap.name), configMap.items);
  if (secret !== undefined) add(await values.secret(secret.secretName), secret.items);
  if (downwardAPI !== undefined) add(fieldsOf(downwardAPI.items ?? [], values));
  for (const source of projected?.sources ?? []) await project(source, values, add);
  return root;
}

type Add = (content: KeyedBytes, items?: readonly V1KeyToPath[]) => void;

function adder(root: Directory, nowMs: number): Add {
  return (content, items) => {
    if (items === undefined || items.length === 0)
      for (const [key, bytes] of content) put(root, key, bytes, nowMs);
    for (const { key, path } of items ?? []) {
      const bytes = content.get(key);
      if (bytes !== undefined) put(root, path, bytes, nowMs);
    }
  };
}

function put(root: Directory, path: string, bytes: Uint8Array, nowMs: number): void {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  let at = root;
  for (const part of parts) {
    const known = at.entries.get(part);
    const next: Directory = known?.type === 'directory' ? known : directory(nowMs, true);
    at.entries.set(part, next);
    at = next;
  }
  at.entries.set(name, fileOf(bytes, nowMs));
}

async function project(
  { configMap, secret, downwardAPI, serviceAccountToken }: V1VolumeProjection,
  values: PodValues,
  add: Add,
): Promise<void> {
  if (configMap !== undefined) add(await values.configMap(configMap.name), configMap.items);
  if (secret !== undefined) add(await values.secret(secret.name), secret.items);
  if (downwardAPI !== undefined) add(fieldsOf(downwardAPI.items ?? [], values));
  if (serviceAccountToken !== undefined) add(new Map([[serviceAccountToken.path, tokenOf(values)]]));
}

function fieldsOf(items: readonly V1DownwardAPIVolumeFile[], values: PodValues): KeyedBytes {
  return new Map(
    items.map(({ path, fieldRef, resourceFieldRef }) => {
      const field = fieldRef === undefined ? '' : values.field(fieldRef);
      const text = resourceFieldRef === undefined ? field : values.resource(resourceFieldRef);
      return [path, Buffer.from(text)] as const;
    }),
  );
}

/** Nobody checks it. */
function tokenOf({ pod }: PodValues): Uint8Array {
  const { metadata, spec } = pod;
  return Buffer.from(`simulated-token-of-${metadata?.namespace}-${spec?.serviceAccountName ?? 'default'}`);
}
