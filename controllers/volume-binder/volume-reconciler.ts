import { coreV1, type V1PersistentVolume, type V1PersistentVolumeClaim } from '../../api/index.ts';
import { ignoreNotFound, makeKey } from '../../apimachinery/index.ts';
import type { Client, EventRecorder } from '../../client/index.ts';
import { hasOtherMode, storageAnnotations } from '../../component-helpers/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import type { Cause } from '../../environment/index.ts';
import { reportAbout } from '../kit/report.ts';
import type { BinderCaches } from './binder-caches.ts';
import { Bindings } from './bindings.ts';
import { type Reclaimed, reclaim } from './reclaim.ts';
import { resyncMs } from './resync.ts';

type Claim = V1PersistentVolumeClaim;
type Volume = V1PersistentVolume;

/** What the reconciler works with. */
export interface VolumeReconcilerParts {
  readonly caches: BinderCaches;
  readonly recorder: EventRecorder;
  /** Has a claim looked at. */
  wakeClaim(key: string, cause: Cause): void;
}

/**
 * Tells of each volume whether it is free, bound or released, and gives back what is released. Mirrors kubernetes
 * pkg/controller/volume/persistentvolume (syncVolume).
 */
export class VolumeReconciler implements Reconciler {
  readonly #parts: VolumeReconcilerParts;

  constructor(parts: VolumeReconcilerParts) {
    this.#parts = parts;
  }

  async reconcile({ name }: Request, { client, cause }: ReconcileContext): Promise<ReconcileResult> {
    const { caches, recorder, wakeClaim } = this.#parts;
    const volume = caches.volumes.get(name);
    if (volume === undefined) return undefined;
    const bindings = new Bindings(client, caches);
    const reference = volume.spec?.claimRef;
    if (!reference?.uid) {
      await bindings.phase(volume, 'Available');
      return undefined;
    }
    const key = makeKey(reference.namespace, reference.name ?? '');
    const claim = await this.#claimOf(volume, client);
    if (claim === undefined) return this.#release(volume, bindings, { client, cause });
    if (claim.spec?.volumeName === name) {
      await bindings.phase(volume, 'Bound');
      return undefined;
    }
    if (claim.spec?.volumeName) {
      const { provisionedBy } = storageAnnotations;
      const isOwn = volume.metadata?.annotations?.[provisionedBy] !== undefined;
      if (isOwn && volume.spec?.persistentVolumeReclaimPolicy === 'Delete')
        return this.#release(volume, bindings, { client, cause });
      await bindings.unbind(volume);
      return undefined;
    }
    if (hasOtherMode(volume, claim)) {
      const why = (what: string) => `Cannot bind PersistentVolume ${what} due to incompatible volumeMode.`;
      const [toClaim, fromVolume] = [claim.metadata?.name, name].map((one) => JSON.stringify(one));
      reportAbout(
        recorder,
        coreV1.persistentVolumes,
        volume,
        cause,
      )('Warning', 'VolumeMismatch', why(`to requested PersistentVolumeClaim ${toClaim}`));
      reportAbout(
        recorder,
        coreV1.persistentVolumeClaims,
        claim,
        cause,
      )('Warning', 'VolumeMismatch', why(`${fromVolume} to requested PersistentVolumeClaim`));
      return undefined;
    }
    wakeClaim(key, cause);
    return undefined;
  }

  /** The claim that a volume is bound to, unless it is gone: one of the same name is another. */
  async #claimOf({ spec, status }: Volume, client: Client): Promise<Claim | undefined> {
    const { namespace = '', name = '', uid } = spec?.claimRef ?? {};
    const known = this.#parts.caches.claims.get(makeKey(namespace, name));
    if (known?.metadata?.uid === uid) return known;
    const isTold = status?.phase === 'Released' || status?.phase === 'Failed';
    if (known === undefined && isTold) return undefined;
    // The cache may be behind.
    const claim = await client.get(coreV1.persistentVolumeClaims, { namespace, name }).catch(ignoreNotFound);
    return claim?.metadata?.uid === uid ? claim : undefined;
  }

  async #release(
    volume: Volume,
    bindings: Bindings,
    { client, cause }: Pick<ReconcileContext, 'client' | 'cause'>,
  ): Promise<ReconcileResult> {
    const { caches, recorder } = this.#parts;
    const isTold = volume.status?.phase === 'Released' || volume.status?.phase === 'Failed';
    const released = isTold ? volume : await bindings.phase(volume, 'Released');
    const report = reportAbout(recorder, coreV1.persistentVolumes, released, cause);
    const { namespace, name = '' } = released.spec?.claimRef ?? {};
    const outcome: Reclaimed = await reclaim(released, {
      client,
      bindings,
      report,
      podsOfClaim: () => caches.podsOf(makeKey(namespace, name)),
    });
    return outcome === 'waits' ? { requeueAfterMs: resyncMs, background: true } : undefined;
  }
}
