import {
  coreV1,
  storageV1,
  type V1PersistentVolume,
  type V1PersistentVolumeClaim,
  type V1Pod,
  type V1StorageClass,
} from '../../api/index.ts';
import type { Indexer, SharedInformer } from '../../client/index.ts';
import { candidateVolumes, volumeIndexes } from '../../component-helpers/index.ts';
import type { Manager } from '../../controller-runtime/index.ts';
import { claimIndex, indexPodsByClaim } from '../kit/pods-by-claim.ts';
import { NewestObjects } from './newest-objects.ts';

/** What the binder knows, and how it finds it. */
export class BinderCaches {
  readonly claims: NewestObjects<V1PersistentVolumeClaim>;
  readonly volumes: NewestObjects<V1PersistentVolume>;
  readonly #pods: SharedInformer<V1Pod>;
  readonly #classes: SharedInformer<V1StorageClass>;

  constructor({ informers }: Manager) {
    this.claims = new NewestObjects(informers.informer(coreV1.persistentVolumeClaims));
    this.volumes = new NewestObjects(informers.informer(coreV1.persistentVolumes));
    this.#classes = informers.informer(storageV1.storageClasses);
    this.#pods = informers.informer(coreV1.pods);
    indexPodsByClaim(this.#pods);
    this.volumes.informer.addIndexers(volumeIndexes);
  }

  get classes(): Indexer<V1StorageClass> {
    return this.#classes.indexer;
  }

  podsOf(claimKey: string): readonly V1Pod[] {
    return this.#pods.indexer.byIndex(claimIndex, claimKey);
  }

  /** The volumes among which that of a claim is: those that are kept for it, and those of its class that nobody has. */
  candidates(claim: V1PersistentVolumeClaim): readonly V1PersistentVolume[] {
    return candidateVolumes(this.volumes, claim);
  }
}
