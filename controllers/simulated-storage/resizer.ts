import { coreV1, storageV1, type V1PersistentVolume, type V1PersistentVolumeClaim } from '../../api/index.ts';
import { formatTime, keyOf, makeKey, removeCondition, setCondition } from '../../apimachinery/index.ts';
import { isTooSmall, storageClassOf } from '../../component-helpers/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type EventHandler,
  type Manager,
  type ReconcileContext,
  type ReconcileResult,
} from '../../controller-runtime/index.ts';
import { type Report, reportAbout } from '../kit/report.ts';
import { drivers, parametersOrDefaults } from './driver.ts';
import { recordersByDriver } from './recorders.ts';
import { SlowWork } from './slow-work.ts';

type Claim = V1PersistentVolumeClaim;
type Volume = V1PersistentVolume;

/**
 * Adds what makes the volumes of the simulated drivers larger, as their claims ask. Mirrors what the sidecar external-resizer shows
 * of it, for drivers that need nothing done on the node.
 */
export function addResizer(manager: Manager): Controller {
  const { environment, informers } = manager;
  const { clock } = environment;
  const claims = informers.informer(coreV1.persistentVolumeClaims).indexer;
  const volumes = informers.informer(coreV1.persistentVolumes).indexer;
  const classes = informers.informer(storageV1.storageClasses).indexer;
  const recorderOf = recordersByDriver(manager, (driver) => `external-resizer ${driver}`);
  const work = new SlowWork(clock);

  const reconcile = async (key: string, { client, cause }: ReconcileContext): Promise<ReconcileResult> => {
    const claim = claims.get(key);
    const volume = claim && volumes.get(claim.spec?.volumeName ?? '');
    const driver = volume?.spec?.csi?.driver ?? '';
    if (claim === undefined || volume === undefined || !drivers.has(driver)) return undefined;
    if (claim.status?.phase !== 'Bound') return undefined;
    const report = reportAbout(recorderOf(driver), coreV1.persistentVolumeClaims, claim, cause);
    const { resize } = parametersOrDefaults(classes.get(storageClassOf(volume)));
    if (!isTooSmall(claim)) {
      work.end(key);
      return undefined;
    }
    return work.advance(key, resize, {
      async begin() {
        report('Normal', 'Resizing', `External resizer is resizing volume ${volume.metadata?.name}`);
        const resizing = { type: 'Resizing', status: 'True' };
        const conditions = setCondition(claim.status?.conditions, resizing, formatTime(clock.now()));
        const status = { ...claim.status, conditions };
        await client.updateStatus(coreV1.persistentVolumeClaims, { ...claim, status });
      },
      fail(why) {
        const name = JSON.stringify(volume.metadata?.name);
        report('Warning', 'VolumeResizeFailed', `resize volume ${name} failed: ${why}`);
      },
      async finish() {
        await grow({ claim, volume, client, report });
        work.end(key);
      },
    });
  };

  return controllerManagedBy(manager)
    .named('simulated-resizer')
    .watches(coreV1.persistentVolumeClaims, wanting)
    .complete({ reconcile: ({ namespace, name }, context) => reconcile(makeKey(namespace, name), context) });
}

const wanting: EventHandler<Claim> = {
  create: ({ object }, queue) => wake(object, queue),
  update: ({ object }, queue) => wake(object, queue),
};

function wake(claim: Claim, queue: Parameters<NonNullable<EventHandler<Claim>['create']>>[1]): void {
  if (isTooSmall(claim)) queue.add(keyOf(claim), causeOf(claim));
}

interface Resize {
  readonly claim: Claim;
  readonly volume: Volume;
  readonly client: ReconcileContext['client'];
  readonly report: Report;
}

async function grow({ claim, volume, client, report }: Resize): Promise<void> {
  const storage = claim.spec?.resources?.requests?.storage ?? '0';
  const capacity = { ...volume.spec?.capacity, storage };
  await client.update(coreV1.persistentVolumes, { ...volume, spec: { ...volume.spec, capacity } });
  const { status } = claim;
  const conditions = removeCondition(status?.conditions ?? [], 'Resizing');
  await client.updateStatus(coreV1.persistentVolumeClaims, {
    ...claim,
    status: { ...status, capacity: { ...status?.capacity, storage }, conditions },
  });
  report('Normal', 'VolumeResizeSuccessful', 'Resize volume succeeded');
}
