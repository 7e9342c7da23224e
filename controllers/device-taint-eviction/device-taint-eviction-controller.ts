import {
  coreV1,
  type ResourceV1ResourceClaim,
  resourceV1,
  type V1Pod,
  type V1ResourceSlice,
} from '../../api/index.ts';
import { deepEqual, keyOf, makeKey } from '../../apimachinery/index.ts';
import type { Indexer, WorkQueue } from '../../client/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type EventHandler,
  type Manager,
} from '../../controller-runtime/index.ts';
import type { Cause } from '../../environment/index.ts';
import { EvictionReconciler } from './eviction-reconciler.ts';

const component = 'device-taint-eviction-controller';
const byPool = 'pool';
const byDevice = 'device';
/** Mirrors DeviceTaintEvictionControllerConfiguration (ConcurrentSyncs). */
const maxConcurrentReconciles = 8;

/**
 * Adds the controller that deletes pods which use devices with NoExecute taints that they do not tolerate. Mirrors kubernetes
 * pkg/controller/devicetainteviction. Differs: DeviceTaintRules are not looked at (they are off by default).
 */
export function addDeviceTaintEvictionController(manager: Manager): Controller {
  const { informers, environment } = manager;
  const pods = informers.informer(coreV1.pods);
  const claims = informers.informer(resourceV1.resourceClaims);
  const slices = informers.informer(resourceV1.resourceSlices);
  claims.addIndexers({ [byDevice]: devicesOf });
  slices.addIndexers({ [byPool]: ({ spec }) => [`${spec.driver}/${spec.pool.name}`] });
  const reconciler = new EvictionReconciler({
    clock: environment.clock,
    pods: pods.indexer,
    claims: claims.indexer,
    slicesOf: (driver, pool) => slices.indexer.byIndex(byPool, `${driver}/${pool}`),
    recorder: manager.eventRecorderFor(component),
  });
  return controllerManagedBy(manager)
    .named('device-taint-eviction')
    .watches(coreV1.pods, podEvents)
    .watches(resourceV1.resourceClaims, claimEvents)
    .watches(resourceV1.resourceSlices, sliceEvents(claims.indexer))
    .withOptions({ userAgent: component, maxConcurrentReconciles, known: (key) => pods.indexer.get(key) })
    .complete(reconciler);
}

function devicesOf({ status }: ResourceV1ResourceClaim): readonly string[] {
  const results = status?.allocation?.devices?.results ?? [];
  return [...new Set(results.map(({ driver, pool, device }) => `${driver}/${pool}/${device}`))];
}

/** Mirrors handlePodChange. A pod that is gone is forgotten. */
const podEvents: EventHandler<V1Pod> = {
  create: ({ object }, queue) => addPod(object, queue),
  update({ oldObject, object }, queue) {
    const isSame =
      oldObject.spec?.nodeName === object.spec?.nodeName &&
      oldObject.status?.resourceClaimStatuses === object.status?.resourceClaimStatuses;
    if (!isSame) addPod(object, queue);
  },
  delete: ({ object }, queue) => addPod(object, queue),
};

function addPod(pod: V1Pod, queue: WorkQueue<string>): void {
  if (pod.spec?.resourceClaims !== undefined) queue.add(keyOf(pod), causeOf(pod));
}

/** Mirrors handleClaimChange: the pods that use a claim, or did. */
const claimEvents: EventHandler<ResourceV1ResourceClaim> = {
  create: ({ object }, queue) => addUsers(object, queue, causeOf(object)),
  update({ oldObject, object }, queue) {
    if (oldObject.status === object.status) return;
    addUsers(oldObject, queue, causeOf(object));
    addUsers(object, queue, causeOf(object));
  },
  delete: ({ object }, queue) => addUsers(object, queue, causeOf(object)),
};

function addUsers(
  { metadata, status }: ResourceV1ResourceClaim,
  queue: WorkQueue<string>,
  cause: Cause | undefined,
): void {
  for (const { apiGroup = '', resource, name } of status?.reservedFor ?? [])
    if (apiGroup === '' && resource === 'pods') queue.add(makeKey(metadata?.namespace ?? '', name), cause);
}

/** Mirrors handleSliceChange: the pods that use devices whose taints have changed. */
function sliceEvents(claims: Indexer<ResourceV1ResourceClaim>): EventHandler<V1ResourceSlice> {
  const changed = (
    before: V1ResourceSlice | undefined,
    after: V1ResourceSlice | undefined,
    queue: WorkQueue<string>,
  ) => {
    const cause = causeOf(after ?? before ?? {});
    for (const device of changedDevices(before, after))
      for (const claim of claims.byIndex(byDevice, device)) addUsers(claim, queue, cause);
  };
  return {
    create: ({ object }, queue) => changed(undefined, object, queue),
    update: ({ oldObject, object }, queue) => changed(oldObject, object, queue),
    delete: ({ object }, queue) => changed(object, undefined, queue),
  };
}

function changedDevices(
  before: V1ResourceSlice | undefined,
  after: V1ResourceSlice | undefined,
): readonly string[] {
  const [old, now] = [taintsOf(before), taintsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((id) => !deepEqual(old.get(id), now.get(id)));
}

/** The taints that evict, by the devices that have some. */
function taintsOf(slice: V1ResourceSlice | undefined): ReadonlyMap<string, readonly unknown[]> {
  const { driver, pool, devices = [] } = slice?.spec ?? {};
  const tainted = devices.flatMap(({ name, taints = [] }) => {
    const evicting = taints.filter(({ effect }) => effect === 'NoExecute');
    return evicting.length === 0 ? [] : [[`${driver}/${pool?.name}/${name}`, evicting] as const];
  });
  return new Map(tainted);
}
