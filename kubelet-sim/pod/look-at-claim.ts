import {
  coreV1,
  type V1PersistentVolume,
  type V1PersistentVolumeClaim,
  type V1Pod,
} from '../../api/index.ts';
import { type Client, isOperatingError, isTransportError } from '../../client/index.ts';
import { attachedVolumeName, notForPod } from '../../component-helpers/index.ts';
import type { CsiDrivers } from '../node/csi-drivers.ts';
import type { MountedClaim } from './mounted-claims.ts';

/** What a kubelet finds out about a claim of a pod. */
export type ClaimAnswer =
  /** Why its volume cannot be mounted. `unreachable`: the API server did not answer. */
  | { readonly problem: string; readonly unreachable: boolean }
  /** What nodes call its volume, where that has to be attached first. */
  | { readonly problem: undefined; readonly attached: string | undefined };

/** What stands in the way of a claim. */
class ClaimProblem extends Error {
  readonly unreachable: boolean;

  constructor(message: string, cause?: unknown) {
    super(message);
    this.unreachable = isTransportError(cause);
  }
}

/**
 * Asks for the claim, its volume and its driver. Mirrors kubernetes pkg/kubelet/volumemanager/populator (createVolumeSpec). It
 * rejects with nothing that the API server may answer.
 */
export async function lookAtClaim(
  pod: V1Pod,
  claim: MountedClaim,
  client: Client,
  drivers: CsiDrivers,
): Promise<ClaimAnswer> {
  try {
    const volume = await volumeOf(pod, claim, client);
    checkMode(claim, volume);
    const driver = volume.spec?.csi?.driver;
    const isAttached = driver !== undefined && (await drivers.needsAttachment(driver));
    return { problem: undefined, attached: isAttached ? attachedVolumeName(volume) : undefined };
  } catch (error) {
    if (error instanceof ClaimProblem) return { problem: error.message, unreachable: error.unreachable };
    if (!isOperatingError(error)) throw error;
    return { problem: error.message, unreachable: isTransportError(error) };
  }
}

async function volumeOf(
  pod: V1Pod,
  { claimName, ephemeral }: MountedClaim,
  client: Client,
): Promise<V1PersistentVolume> {
  const namespace = pod.metadata?.namespace ?? '';
  const failed = (why: string, cause?: unknown) =>
    new ClaimProblem(`error processing PVC ${namespace}/${claimName}: ${why}`, cause);
  const notFetched = (what: string) => (error: unknown) => {
    throw isOperatingError(error)
      ? failed(`failed to fetch ${what} from API server: ${error.message}`, error)
      : error;
  };
  const claim = await client
    .get(coreV1.persistentVolumeClaims, { namespace, name: claimName })
    .catch(notFetched('PVC'));
  const problem = unusable(claim);
  if (problem !== undefined) throw failed(problem);
  const foreign = ephemeral ? notForPod(pod, claim) : undefined;
  if (foreign !== undefined) throw new ClaimProblem(foreign);
  const name = claim.spec?.volumeName ?? '';
  const volume = await client.get(coreV1.persistentVolumes, { name }).catch(notFetched(`PV ${name}`));
  const unbound = notBound(volume, claim);
  if (unbound !== undefined) throw failed(`found PV object ${name} but ${unbound}`);
  return volume;
}

/** Mirrors getPVCExtractPV. */
function unusable({ metadata, spec, status }: V1PersistentVolumeClaim): string | undefined {
  const isProtected = metadata?.finalizers?.includes('kubernetes.io/pvc-protection') === true;
  if (metadata?.deletionTimestamp !== undefined && !isProtected) return 'PVC is being deleted';
  if (status?.phase !== 'Bound') return 'PVC is not bound';
  return spec?.volumeName ? undefined : 'PVC has empty pvc.Spec.VolumeName';
}

/** Mirrors getPVSpec. */
function notBound({ spec }: V1PersistentVolume, { metadata }: V1PersistentVolumeClaim): string | undefined {
  const reference = spec?.claimRef;
  if (reference === undefined)
    return 'it has a nil pv.Spec.ClaimRef indicating it is not yet bound to the claim';
  if (reference.uid === metadata?.uid) return undefined;
  return `its pv.Spec.ClaimRef.UID ${reference.uid} does not point to claim.UID ${metadata?.uid}`;
}

function checkMode({ volume, isMounted, isDevice }: MountedClaim, { spec }: V1PersistentVolume): void {
  const mode = spec?.volumeMode ?? 'Filesystem';
  const wrong = (list: string) =>
    new ClaimProblem(`volume ${volume} has volumeMode ${mode}, but is specified in ${list}`);
  if (isMounted && mode !== 'Filesystem') throw wrong('volumeMounts');
  if (isDevice && mode !== 'Block') throw wrong('volumeDevices');
}
