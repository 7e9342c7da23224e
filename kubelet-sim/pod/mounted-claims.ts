import type { V1Pod } from '../../api/index.ts';
import { type ClaimedVolume, claimOfVolume } from '../../component-helpers/index.ts';

/** A claim that some container of a pod mounts, or has as a device. */
export interface MountedClaim extends ClaimedVolume {
  /** The name of the volume in the pod. */
  readonly volume: string;
  readonly isMounted: boolean;
  readonly isDevice: boolean;
}

/** What no container mounts, nobody waits for. Mirrors kubernetes pkg/volume/util (GetPodVolumeNames). */
export function mountedClaims({ metadata, spec }: V1Pod): readonly MountedClaim[] {
  if (spec?.volumes === undefined) return noClaims;
  const claimed = spec.volumes.flatMap((volume) => {
    const claim = claimOfVolume(metadata?.name ?? '', volume);
    return claim === undefined ? [] : [{ volume: volume.name, ...claim }];
  });
  if (claimed.length === 0) return noClaims;
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const mounts = new Set(containers.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name)));
  const devices = new Set(
    containers.flatMap(({ volumeDevices = [] }) => volumeDevices.map(({ name }) => name)),
  );
  return claimed
    .map((claim) => ({ ...claim, isMounted: mounts.has(claim.volume), isDevice: devices.has(claim.volume) }))
    .filter(({ isMounted, isDevice }) => isMounted || isDevice);
}

const noClaims: readonly MountedClaim[] = Object.freeze([]);
