import { coreV1, type V1PersistentVolume, type V1PersistentVolumeClaim } from '../../api/index.ts';
import { formatKey, keyOf, makeKey, objectKey } from '../../apimachinery/index.ts';
import type { EventRecorder } from '../../client/index.ts';
import {
  defaultClassAnnotations,
  hasStorageClass,
  isBindCompleted,
  isBoundTo,
  matchingVolume,
  misfit,
  newestDefault,
  storageAnnotations,
  storageClassOf,
  waitsForConsumer,
} from '../../component-helpers/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import { type Report, reportAbout } from '../kit/report.ts';
import { inOrderOfModes } from './access-modes.ts';
import type { BinderCaches } from './binder-caches.ts';
import { Bindings } from './bindings.ts';
import { csiDriverOf, isInTree } from './in-tree-plugins.ts';
import { resyncMs } from './resync.ts';

type Claim = V1PersistentVolumeClaim;
type Volume = V1PersistentVolume;

/** One look at a claim. */
interface Look {
  readonly claim: Claim;
  readonly bindings: Bindings;
  readonly report: Report;
}

/**
 * Finds a volume for each claim, and tells when a bound one has lost its own. What waits is looked at again every 15 s. Mirrors
 * kubernetes pkg/controller/volume/persistentvolume (syncClaim).
 */
export class ClaimReconciler implements Reconciler {
  readonly #caches: BinderCaches;
  readonly #recorder: EventRecorder;

  constructor(caches: BinderCaches, recorder: EventRecorder) {
    this.#caches = caches;
    this.#recorder = recorder;
  }

  async reconcile(request: Request, { client, cause }: ReconcileContext): Promise<ReconcileResult> {
    const claim = this.#caches.claims.get(makeKey(request.namespace, request.name));
    if (claim === undefined) return undefined;
    const report = reportAbout(this.#recorder, coreV1.persistentVolumeClaims, claim, cause);
    const look = { claim, bindings: new Bindings(client, this.#caches), report };
    if (isBindCompleted(claim)) return this.#syncBound(look);
    await (claim.spec?.volumeName ? this.#syncNamed(look, claim.spec.volumeName) : this.#syncUnnamed(look));
    const now = this.#caches.claims.get(keyOf(claim));
    return now === undefined || isBindCompleted(now)
      ? undefined
      : { requeueAfterMs: resyncMs, background: true };
  }

  /** A claim that takes any volume that fits. */
  async #syncUnnamed({ claim, bindings, report }: Look): Promise<void> {
    const storageClass = this.#caches.classes.get(storageClassOf(claim));
    const waits = storageClassOf(claim) !== '' && waitsForConsumer(storageClass);
    const volume = this.#find(claim, waits);
    if (volume !== undefined) return bindings.bind(volume, claim);
    const standard = hasStorageClass(claim)
      ? undefined
      : newestDefault(this.#caches.classes.list(), defaultClassAnnotations);
    if (standard !== undefined) {
      const storageClassName = standard.metadata?.name ?? '';
      await bindings.updateClaim({ ...claim, spec: { ...claim.spec, storageClassName } });
      return;
    }
    if (waits && claim.metadata?.annotations?.[storageAnnotations.selectedNode] === undefined) {
      this.#reportConsumers(claim, report);
    } else if (storageClassOf(claim) !== '') {
      return this.#provision({ claim, bindings, report });
    } else {
      const why = 'no persistent volumes available for this claim and no storage class is set';
      report('Normal', 'FailedBinding', why);
    }
    await bindings.claimStatus(claim, 'Pending');
  }

  #find(claim: Claim, waits: boolean): Volume | undefined {
    for (const volumes of inOrderOfModes(this.#caches.candidates(claim), claim)) {
      const volume = matchingVolume(volumes, { claim, waitsForConsumer: waits });
      if (volume !== undefined) return volume;
    }
    return undefined;
  }

  /** Mirrors emitEventForUnboundDelayBindingClaim. */
  #reportConsumers(claim: Claim, report: Report): void {
    const pods = this.#caches.podsOf(keyOf(claim)).filter(({ spec }) => !spec?.nodeName);
    const names = pods.map(({ metadata }) => metadata?.name ?? '');
    if (names.length === 0) {
      report('Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding');
      return;
    }
    const which = names.length === 1 ? `pod ${names[0]}` : `pods ${names.join(',')}`;
    report('Normal', 'WaitForPodScheduled', `waiting for ${which} to be scheduled`);
  }

  /** Leaves the claim to whoever makes volumes of its class. Mirrors provisionClaim. */
  async #provision({ claim, bindings, report }: Look): Promise<void> {
    const className = storageClassOf(claim);
    const storageClass = this.#caches.classes.get(className);
    if (storageClass === undefined) {
      const missing = `storageclass.storage.k8s.io ${JSON.stringify(className)} not found`;
      return report('Warning', 'ProvisioningFailed', missing);
    }
    const { provisioner } = storageClass;
    if (isInTree(provisioner)) {
      return report('Warning', 'ProvisioningFailed', `no volume plugin matched name: ${provisioner}`);
    }
    const name = csiDriverOf(provisioner) ?? provisioner;
    await bindings.provisionBy(claim, name);
    report(
      'Normal',
      'ExternalProvisioning',
      `Waiting for a volume to be created either by the external provisioner '${name}' or manually by the system administrator. ` +
        'If volume creation is delayed, please verify that the provisioner is running and correctly registered.',
    );
  }

  /** A claim that names its volume. */
  async #syncNamed({ claim, bindings, report }: Look, name: string): Promise<void> {
    const volume = this.#caches.volumes.get(name);
    if (volume === undefined) {
      await bindings.claimStatus(claim, 'Pending');
      return;
    }
    if (volume.spec?.claimRef === undefined) {
      const why = misfit(volume, claim);
      if (why === undefined) return bindings.bind(volume, claim);
      report('Warning', 'VolumeMismatch', `Cannot bind to requested volume ${JSON.stringify(name)}: ${why}`);
      await bindings.claimStatus(claim, 'Pending');
      return;
    }
    if (isBoundTo(volume, claim)) return bindings.bind(volume, claim);
    const taken = `volume ${JSON.stringify(name)} already bound to a different claim.`;
    report('Warning', 'FailedBinding', taken);
    if (claim.metadata?.annotations?.[storageAnnotations.boundByController] !== undefined) {
      const { namespace, name: other = '' } = volume.spec.claimRef;
      const by = formatKey({ ...(namespace !== undefined && { namespace }), name: other });
      const [asked, owner] = [formatKey(objectKey(claim)), by].map((key) => JSON.stringify(key));
      throw new Error(
        `invalid binding of claim ${asked} to volume ${JSON.stringify(name)}: volume already claimed by ${owner}`,
      );
    }
    await bindings.claimStatus(claim, 'Pending');
  }

  async #syncBound({ claim, bindings, report }: Look): Promise<undefined> {
    const name = claim.spec?.volumeName ?? '';
    const volume = this.#caches.volumes.get(name);
    const reference = volume?.spec?.claimRef;
    if (volume !== undefined && (reference === undefined || reference.uid === claim.metadata?.uid)) {
      await bindings.bind(volume, claim);
      return;
    }
    if (claim.status?.phase === 'Lost') return;
    await bindings.claimStatus(claim, 'Lost');
    if (volume !== undefined) {
      const twice = 'Two claims are bound to the same volume, this one is bound incorrectly';
      return void report('Warning', 'ClaimMisbound', twice);
    }
    const what = name === '' ? 'reference to PersistentVolume' : 'its PersistentVolume';
    report('Warning', 'ClaimLost', `Bound claim has lost ${what}. Data on the volume is lost!`);
  }
}
