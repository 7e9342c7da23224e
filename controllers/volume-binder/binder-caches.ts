import {
  coreV1,
  storageV1,
  type V1PersistentVolume,
  type V1PersistentVolumeClaim,
  type V1Pod,
  type V1StorageClass,
} from '../../api/index.ts';
import { keyOf, makeKey } from '../../apimachinery/index.ts';
import type { Indexer, SharedInformer } from '../../client/index.ts';
import { isBoundTo, storageClassOf } from '../../component-helpers/index.ts';
import type { Manager } from '../../controller-runtime/index.ts';
import { claimIndex, indexPodsByClaim } from '../kit/pods-by-claim.ts';
import { NewestObjects } from './newest-objects.ts';

const classIndex = 'unclaimed-by-class';
const claimRefIndex = 'claim-ref';

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
    const { indexer } = this.volumes.informer;
    if (indexer.hasIndex(classIndex)) return;
    this.volumes.informer.addIndexers({
      [classIndex]: (volume) => (volume.spec?.claimRef === undefined ? [storageClassOf(volume)] : []),
      [claimRefIndex]: ({ spec }) =>
        spec?.claimRef === undefined ? [] : [makeKey(spec.claimRef.namespace, spec.claimRef.name ?? '')],
    });
  }

  get classes(): Indexer<V1StorageClass> {
    return this.#classes.indexer;
  }

  podsOf(claimKey: string): readonly V1Pod[] {
    return this.#pods.indexer.byIndex(claimIndex, claimKey);
  }

  /** The volumes among which that of a claim is: those that are kept for it, and those of its class that nobody has. */
  candidates(claim: V1PersistentVolumeClaim): readonly V1PersistentVolume[] {
    const kept = this.volumes
      .byIndex(claimRefIndex, keyOf(claim))
      .filter((volume) => isBoundTo(volume, claim));
    return [...kept, ...this.volumes.byIndex(classIndex, storageClassOf(claim))];
  }
}
