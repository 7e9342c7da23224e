import type { V1Pod } from '../../../api/index.ts';
import type { ConnectedPod } from '../../connections/connected-pod.ts';
import type { RunningContainer } from '../../connections/running-container.ts';
import { baseFiles } from './base-files.ts';
import { Disk, type Quota } from './disk.ts';
import { type Directory, directory, type Entry, entryAt, madeDirectory } from './file-tree.ts';
import type { PodValues } from './pod-values.ts';
import { isMadeOfObjects, volumeContent } from './volume-content.ts';

/** What the containers of one pod have written. */
interface PodDisk {
  readonly quota: Quota;
  /** Of each container what its present run has written. */
  readonly layers: Map<string, { readonly id: string; readonly root: Directory }>;
  /** Volumes that can be written, by name: all containers see the same. */
  readonly volumes: Map<string, Directory>;
}

/** They go with their pods. */
const disks = new WeakMap<ConnectedPod, PodDisk>();

/**
 * A container's files as they are now; what volumes show of objects is read anew. Differs: a volume of a claim is empty at first in
 * every pod.
 */
export async function containerFiles(
  { worker, pod, spec, id }: RunningContainer,
  values: PodValues,
  nowMs: number,
): Promise<Disk> {
  const disk = disks.get(worker) ?? {
    quota: { usedBytes: 0, files: 0 },
    layers: new Map(),
    volumes: new Map(),
  };
  disks.set(worker, disk);
  const root = layerOf(disk, spec.name ?? '', id, pod, nowMs);
  // What is mounted within another mount comes after it.
  const mounts = (spec.volumeMounts ?? []).toSorted((a, b) => a.mountPath.length - b.mountPath.length);
  for (const { name, mountPath, subPath = '' } of mounts) {
    const volume = await volumeOf(disk, pod, name, values, nowMs);
    mount(root, mountPath, subPath === '' ? volume : partOf(volume, subPath, nowMs), nowMs);
  }
  return new Disk(root, disk.quota);
}

/** Another run of a container begins with its image. */
function layerOf({ layers }: PodDisk, container: string, id: string, pod: V1Pod, nowMs: number): Directory {
  const known = layers.get(container);
  if (known?.id === id) return known.root;
  const root = baseFiles(pod, nowMs);
  layers.set(container, { id, root });
  return root;
}

async function volumeOf(
  { volumes }: PodDisk,
  pod: V1Pod,
  name: string,
  values: PodValues,
  nowMs: number,
): Promise<Directory> {
  const volume = pod.spec?.volumes?.find((one) => one.name === name);
  if (volume !== undefined && isMadeOfObjects(volume)) return volumeContent(volume, values, nowMs);
  const known = volumes.get(name) ?? directory(nowMs);
  volumes.set(name, known);
  return known;
}

function partOf(volume: Directory, subPath: string, nowMs: number): Entry {
  return (
    entryAt(volume, subPath) ??
    (volume.readOnly ? directory(nowMs, true) : madeDirectory(volume, subPath, nowMs))
  );
}

function mount(root: Directory, mountPath: string, entry: Entry, nowMs: number): void {
  const parts = mountPath.split('/').filter((part) => part !== '');
  const name = parts.pop();
  if (name === undefined) return;
  const above = madeDirectory(root, parts.join('/'), nowMs);
  above.entries.set(name, entry);
}
