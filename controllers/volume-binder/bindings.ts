import {
  coreV1,
  type V1PersistentVolume,
  type V1PersistentVolumeClaim,
  type V1PersistentVolumeClaimStatus,
} from '../../api/index.ts';
import { deepEqual, parseQuantity } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import { boundVolume, storageAnnotations } from '../../component-helpers/index.ts';
import type { BinderCaches } from './binder-caches.ts';

type Claim = V1PersistentVolumeClaim;
type Volume = V1PersistentVolume;

const { bindCompleted, boundByController, provisioner, provisionerBeta } = storageAnnotations;
/** What a file system still has where its volume has grown. */
const preResizeCapacity = 'volume.alpha.kubernetes.io/pre-resize-capacity';

/**
 * The writes of a binding, each of which is left out where it has been done. Mirrors kubernetes
 * pkg/controller/volume/persistentvolume (bind, unbindVolume, updateClaimStatus, updateVolumePhase).
 */
export class Bindings {
  readonly #client: Client;
  readonly #caches: BinderCaches;

  constructor(client: Client, caches: BinderCaches) {
    this.#client = client;
    this.#caches = caches;
  }

  /** Binds both to one another, the volume first. Whoever is interrupted goes on where it stopped. */
  async bind(volume: Volume, claim: Claim): Promise<void> {
    const kept = await this.phase(await this.#keep(volume, claim), 'Bound');
    await this.claimStatus(await this.#complete(claim, kept), 'Bound', kept);
  }

  /** Lets a volume go: whoever bound it by hand wants it for a claim of that name, now or later. */
  async unbind(volume: Volume): Promise<void> {
    const { claimRef, ...spec } = volume.spec ?? {};
    const { annotations: all, ...metadata } = volume.metadata ?? {};
    const { [boundByController]: ours, ...rest } = all ?? {};
    const { uid: _, ...reference } = claimRef ?? {};
    const annotations = ours === undefined ? all : rest;
    await this.phase(
      await this.updateVolume({
        ...volume,
        metadata: { ...metadata, ...(Object.keys(annotations ?? {}).length > 0 && { annotations }) },
        spec: { ...spec, ...(ours === undefined && { claimRef: reference }) },
      }),
      'Available',
    );
  }

  /** The volume with this phase, and what is wrong with it. */
  async phase(volume: Volume, phase: string, message?: string): Promise<Volume> {
    if (volume.status?.phase === phase) return volume;
    const { message: _, ...others } = volume.status ?? {};
    const status = { ...others, phase, ...(message !== undefined && { message }) };
    return this.#caches.volumes.wrote(
      await this.#client.updateStatus(coreV1.persistentVolumes, { ...volume, status }),
    );
  }

  /** The claim with this phase, and with what it has of the volume. */
  async claimStatus(claim: Claim, phase: string, volume?: Volume): Promise<Claim> {
    const status = { ...claimStatusWith(claim, phase, volume), phase };
    if (deepEqual(status, claim.status ?? {})) return claim;
    return this.#caches.claims.wrote(
      await this.#client.updateStatus(coreV1.persistentVolumeClaims, { ...claim, status }),
    );
  }

  /** The claim for which this provisioner is to make a volume. */
  async provisionBy(claim: Claim, name: string): Promise<Claim> {
    if (claim.metadata?.annotations?.[provisioner] === name) return claim;
    return this.updateClaim(annotated(claim, { [provisionerBeta]: name, [provisioner]: name }));
  }

  async updateClaim(claim: Claim): Promise<Claim> {
    return this.#caches.claims.wrote(await this.#client.update(coreV1.persistentVolumeClaims, claim));
  }

  async updateVolume(volume: Volume): Promise<Volume> {
    return this.#caches.volumes.wrote(await this.#client.update(coreV1.persistentVolumes, volume));
  }

  async #keep(volume: Volume, claim: Claim): Promise<Volume> {
    const kept = boundVolume(volume, claim);
    return kept === volume ? volume : this.updateVolume(kept);
  }

  /** The claim says which one it has. */
  async #complete(claim: Claim, { metadata }: Volume): Promise<Claim> {
    const { annotations } = claim.metadata ?? {};
    const volumeName = metadata?.name ?? '';
    const isNamed = claim.spec?.volumeName === volumeName;
    if (isNamed && annotations?.[bindCompleted] !== undefined) return claim;
    const named = isNamed
      ? claim
      : annotated({ ...claim, spec: { ...claim.spec, volumeName } }, { [boundByController]: 'yes' });
    return this.updateClaim(annotated(named, { [bindCompleted]: 'yes' }));
  }
}

/** With annotations that are added where they are absent; those of a provisioner are replaced. */
function annotated<T extends Claim | Volume>(object: T, added: Readonly<Record<string, string>>): T {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, annotations: { ...metadata?.annotations, ...added } } };
}

function claimStatusWith(
  { status }: Claim,
  phase: string,
  volume: Volume | undefined,
): V1PersistentVolumeClaimStatus {
  const { accessModes: _, capacity, currentVolumeAttributesClassName: current, ...others } = status ?? {};
  if (volume === undefined) return others;
  const { accessModes, volumeAttributesClassName } = volume.spec ?? {};
  const attributes = status?.phase === 'Pending' && phase === 'Bound' ? volumeAttributesClassName : current;
  const size = status?.phase === phase ? capacity : capacityOf(volume, capacity);
  return {
    ...others,
    ...(accessModes !== undefined && { accessModes }),
    ...(size !== undefined && { capacity: size }),
    ...(attributes !== undefined && { currentVolumeAttributesClassName: attributes }),
  };
}

type Capacity = V1PersistentVolumeClaimStatus['capacity'];

/** What a claim gets with a volume. Throws for one that says no capacity. */
function capacityOf({ metadata, spec }: Volume, known: Capacity): Capacity {
  const storage = spec?.capacity?.storage;
  if (storage === undefined) {
    throw new Error(`PersistentVolume ${JSON.stringify(metadata?.name)} is without a storage capacity`);
  }
  const before = metadata?.annotations?.[preResizeCapacity];
  if (before !== undefined) return { ...known, storage: before };
  const isSame = known?.storage !== undefined && parseQuantity(known.storage).equals(parseQuantity(storage));
  return isSame ? known : spec?.capacity;
}
