import {
  coreV1,
  type ResourceV1ResourceClaim,
  resourceV1,
  type V1DeviceClass,
  type V1Pod,
} from '../../api/index.ts';
import { makeKey } from '../../apimachinery/index.ts';
import type { InformerFactory, SharedInformer } from '../../client/index.ts';
import type { DeviceSurroundings } from '../../component-helpers/index.ts';
import { controlledBy, indexByController } from '../kit/controller-index.ts';

/** Classes, pods and claims, watched from when the first quota limits what a device class may give. */
export class DeviceClaimsAround implements DeviceSurroundings {
  readonly #informers: InformerFactory;
  #watched: Watched | undefined;
  #classesRevision = 0;

  constructor(informers: InformerFactory) {
    this.#informers = informers;
  }

  /** Resolves when all that is there has been seen. */
  async shown(): Promise<void> {
    this.#watched ??= watch(this.#informers, () => this.#classesRevision++);
    const { classes, pods, claims } = this.#watched;
    await Promise.all([classes, pods, claims].map((informer) => informer.waitForSync()));
  }

  classes(): readonly V1DeviceClass[] {
    return this.#watched?.classes.indexer.list() ?? [];
  }

  classesRevision(): number {
    return this.#classesRevision;
  }

  pod(namespace: string, name: string): V1Pod | undefined {
    return this.#watched?.pods.indexer.get(makeKey(namespace, name));
  }

  claimsOf(_namespace: string, podUid: string): readonly ResourceV1ResourceClaim[] {
    return this.#watched === undefined ? [] : controlledBy(this.#watched.claims.indexer, podUid);
  }
}

interface Watched {
  readonly classes: SharedInformer<V1DeviceClass>;
  readonly pods: SharedInformer<V1Pod>;
  readonly claims: SharedInformer<ResourceV1ResourceClaim>;
}

function watch(informers: InformerFactory, classChanged: () => void): Watched {
  const watched: Watched = {
    classes: informers.informer(resourceV1.deviceClasses),
    pods: informers.informer(coreV1.pods),
    claims: informers.informer(resourceV1.resourceClaims),
  };
  indexByController(watched.claims);
  watched.classes.addEventHandler({
    onAdd: classChanged,
    onUpdate({ spec: before }, { spec }) {
      if (before.extendedResourceName !== spec.extendedResourceName) classChanged();
    },
    onDelete: classChanged,
  });
  informers.start();
  return watched;
}
