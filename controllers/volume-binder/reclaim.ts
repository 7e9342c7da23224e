import { coreV1, type V1PersistentVolume, type V1Pod } from '../../api/index.ts';
import { ignoreNotFound } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import { isPodTerminal, storageAnnotations } from '../../component-helpers/index.ts';
import type { Report } from '../kit/report.ts';
import type { Bindings } from './bindings.ts';
import { recycle } from './recycle.ts';

/** `waits`: it is to be looked at again. */
export type Reclaimed = 'done' | 'waits';

/** What a released volume is given back with. */
export interface ReclaimParts {
  readonly client: Client;
  readonly bindings: Bindings;
  readonly report: Report;
  podsOfClaim(): readonly V1Pod[];
}

/** What comes of a volume that is released. Mirrors kubernetes pkg/controller/volume/persistentvolume (reclaimVolume). */
export async function reclaim(volume: V1PersistentVolume, parts: ReclaimParts): Promise<Reclaimed> {
  if (volume.metadata?.annotations?.[storageAnnotations.migratedTo]) return 'done';
  switch (volume.spec?.persistentVolumeReclaimPolicy) {
    case 'Delete':
      return deleteVolume(volume, parts);
    case 'Recycle':
      return recycleVolume(volume, parts);
    default:
      return 'done';
  }
}

/** Deletes what Kubernetes itself deletes; all else is left to whoever made it. Mirrors deleteVolumeOperation. */
async function deleteVolume(volume: V1PersistentVolume, parts: ReclaimParts): Promise<Reclaimed> {
  const name = volume.metadata?.name ?? '';
  const { hostPath, csi } = volume.spec ?? {};
  if (isOthers(volume) || csi !== undefined) return 'done';
  if (hostPath === undefined) {
    const why =
      volume.spec?.nfs === undefined ? 'no volume plugin matched' : 'no deletable volume plugin matched';
    const message = `error getting deleter volume plugin for volume ${JSON.stringify(name)}: ${why}`;
    return failed(volume, 'VolumeFailedDelete', message, parts);
  }
  if (!/^\/tmp\/.+/.test(hostPath.path)) {
    const message = `host_path deleter only supports /tmp/.+ but received provided ${hostPath.path}`;
    return failed(volume, 'VolumeFailedDelete', message, parts);
  }
  await parts.client.delete(coreV1.persistentVolumes, { name }).catch(ignoreNotFound);
  return 'done';
}

/** Whether somebody else made the volume, and deletes it. */
function isOthers({ metadata }: V1PersistentVolume): boolean {
  const provisioner = metadata?.annotations?.[storageAnnotations.provisionedBy] ?? '';
  return provisioner !== '' && !provisioner.startsWith('kubernetes.io/');
}

/** Mirrors recycleVolumeOperation. */
async function recycleVolume(volume: V1PersistentVolume, parts: ReclaimParts): Promise<Reclaimed> {
  const { client, bindings, report, podsOfClaim } = parts;
  const users = podsOfClaim().filter((pod) => !isPodTerminal(pod));
  if (users.length > 0) {
    const names = users.map(({ metadata }) => `${metadata?.namespace}/${metadata?.name}`).sort();
    report('Normal', 'VolumeFailedRecycle', `Volume is used by pods: ${names.join(',')}`);
    return 'waits';
  }
  const { nfs, hostPath } = volume.spec ?? {};
  if (nfs === undefined && hostPath === undefined)
    return failed(volume, 'VolumeFailedRecycle', 'No recycler plugin found for the volume!', parts);
  const outcome = await recycle(client, volume, report);
  if (outcome === 'running') return 'waits';
  if (outcome !== 'recycled')
    return failed(volume, 'VolumeFailedRecycle', `Recycle failed: ${outcome.failure}`, parts);
  report('Normal', 'VolumeRecycled', 'Volume recycled');
  await bindings.unbind(volume);
  return 'done';
}

async function failed(
  volume: V1PersistentVolume,
  reason: string,
  message: string,
  { bindings, report }: ReclaimParts,
): Promise<Reclaimed> {
  if (volume.status?.phase === 'Failed') return 'waits';
  await bindings.phase(volume, 'Failed', message);
  report('Warning', reason, message);
  return 'waits';
}
