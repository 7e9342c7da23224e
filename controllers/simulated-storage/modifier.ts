import {
  coreV1,
  storageV1,
  type V1PersistentVolume,
  type V1PersistentVolumeClaim,
  type V1PersistentVolumeClaimStatus,
  type V1VolumeAttributesClass,
} from '../../api/index.ts';
import {
  deepEqual,
  formatTime,
  keyOf,
  makeKey,
  removeCondition,
  setCondition,
} from '../../apimachinery/index.ts';
import type { Client, Indexer } from '../../client/index.ts';
import {
  causeOf,
  controllerManagedBy,
  type EventHandler,
  type Manager,
  type ReconcileContext,
  type ReconcileResult,
} from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import { type Report, reportAbout } from '../kit/report.ts';
import { drivers, ParameterError, triesToModify } from './driver.ts';
import { recordersByDriver } from './recorders.ts';
import { SlowWork, type Tries } from './slow-work.ts';

type Claim = V1PersistentVolumeClaim;

/**
 * Adds what gives the volumes of the simulated drivers the attributes of another class, as their claims ask. Mirrors what the sidecar
 * external-resizer shows of it (pkg/modifycontroller).
 */
export function addModifier(manager: Manager): void {
  const { informers, environment } = manager;
  const claims = informers.informer(coreV1.persistentVolumeClaims).indexer;
  const volumes = informers.informer(coreV1.persistentVolumes).indexer;
  const classes = informers.informer(storageV1.volumeAttributesClasses).indexer;
  const recorderOf = recordersByDriver(manager, (driver) => `external-resizer ${driver}`);
  const modifier = new Modifier(environment.clock);
  controllerManagedBy(manager)
    .named('simulated-modifier')
    .watches(coreV1.persistentVolumeClaims, asking)
    .watches(storageV1.volumeAttributesClasses, awaited(claims))
    .complete({
      async reconcile({ namespace, name }, { client, cause }) {
        const claim = claims.get(makeKey(namespace, name));
        const volume = claim && volumes.get(claim.spec?.volumeName ?? '');
        const driver = volume?.spec?.csi?.driver ?? '';
        if (claim === undefined || volume === undefined || !drivers.has(driver) || !isAsking(claim))
          return modifier.forget(makeKey(namespace, name));
        const report = reportAbout(recorderOf(driver), coreV1.persistentVolumeClaims, claim, cause);
        const attributes = classes.get(claim.spec?.volumeAttributesClassName ?? '');
        return modifier.modify({ claim, volume, attributes, client, report });
      },
    });
}

/** A claim that is bound, and wants its volume to be of another class. */
function isAsking({ spec, status }: Claim): boolean {
  const wanted = spec?.volumeAttributesClassName ?? '';
  return status?.phase === 'Bound' && wanted !== '' && wanted !== status.currentVolumeAttributesClassName;
}

const asking: EventHandler<Claim> = {
  create({ object }, queue) {
    if (isAsking(object)) queue.add(keyOf(object), causeOf(object));
  },
  update({ oldObject, object }, queue) {
    if (isAsking(object) || isAsking(oldObject)) queue.add(keyOf(object), causeOf(object));
  },
};

/** Claims may have asked for a class before it was there. */
function awaited(claims: Indexer<Claim>): EventHandler<V1VolumeAttributesClass> {
  return {
    create({ object, isInInitialList }, queue) {
      if (isInInitialList) return;
      for (const claim of claims.list())
        if (claim.spec?.volumeAttributesClassName === object.metadata?.name && isAsking(claim))
          queue.add(keyOf(claim), causeOf(object));
    },
  };
}

/** One claim that asks for other attributes. */
interface Request {
  readonly claim: Claim;
  readonly volume: V1PersistentVolume;
  /** Undefined: the class that it asks for is not there. */
  readonly attributes: V1VolumeAttributesClass | undefined;
  readonly client: ReconcileContext['client'];
  readonly report: Report;
}

/** What of its conditions tells of this. */
const [modifying, failed] = ['ModifyingVolume', 'ModifyVolumeError'];

class Modifier {
  readonly #clock: Clock;
  readonly #work: SlowWork;
  /** Which class each claim is being given. */
  readonly #targets = new Map<string, string>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#work = new SlowWork(clock);
  }

  forget(key: string): undefined {
    this.#work.end(key);
    this.#targets.delete(key);
  }

  async modify(request: Request): Promise<ReconcileResult> {
    const { claim, attributes, client } = request;
    if (attributes === undefined) {
      this.forget(keyOf(claim));
      const { modifyVolumeStatus: known } = claim.status ?? {};
      await writeStatus(client, claim, { modifyVolumeStatus: { ...known, status: 'Pending' } });
      return undefined;
    }
    try {
      return await this.#advance(request, triesToModify(attributes));
    } catch (error) {
      if (!(error instanceof ParameterError)) throw error;
      await this.#refuse(request, error.message);
      return undefined;
    }
  }

  #advance({ claim, volume, client, report }: Request, tries: Tries): Promise<ReconcileResult> {
    const key = keyOf(claim);
    const target = claim.spec?.volumeAttributesClassName ?? '';
    const what = `volume ${claim.metadata?.name} with vac ${target}`;
    if (this.#targets.get(key) !== target) this.forget(key);
    this.#targets.set(key, target);
    return this.#work.advance(key, tries, {
      begin: async () => {
        const conditions = this.#told(claim, modifying, 'ModifyVolume operation in progress.');
        const modifyVolumeStatus = { targetVolumeAttributesClassName: target, status: 'InProgress' };
        await writeStatus(client, claim, { modifyVolumeStatus, conditions });
        report('Normal', 'VolumeModify', `external resizer is modifying ${what}`);
      },
      fail: async (why) => {
        const text = `ModifyVolume failed with error: ${why}. Waiting for retry.`;
        await writeStatus(client, claim, { conditions: this.#told(claim, failed, text) });
        report('Warning', 'VolumeModifyFailed', why);
      },
      finish: async () => {
        await complete(claim, volume, client);
        this.forget(key);
        report('Normal', 'VolumeModifySuccessful', `external resizer modified ${what} successfully `);
      },
    });
  }

  /** A driver that cannot read the parameters of a class will never be able to: another class may be asked for. */
  async #refuse({ claim, client, report }: Request, why: string): Promise<void> {
    this.forget(keyOf(claim));
    const targetVolumeAttributesClassName = claim.spec?.volumeAttributesClassName ?? '';
    const modifyVolumeStatus = { targetVolumeAttributesClassName, status: 'Infeasible' };
    if (deepEqual(modifyVolumeStatus, claim.status?.modifyVolumeStatus)) return;
    const conditions = this.#told(
      claim,
      modifying,
      `ModifyVolume failed with error${why}. Waiting for retry.`,
    );
    await writeStatus(client, claim, { modifyVolumeStatus, conditions });
    report('Warning', 'VolumeModifyFailed', why);
  }

  /** The conditions of a claim, of which one of the two tells what goes on. */
  #told({ status }: Claim, type: string, message: string): NonNullable<Status['conditions']> {
    const others = withoutOurs(status?.conditions);
    const condition = { type, status: 'True', message };
    return setCondition(others, condition, formatTime(this.#clock.now()));
  }
}

type Status = V1PersistentVolumeClaimStatus;

function withoutOurs(conditions: Status['conditions'] = []): NonNullable<Status['conditions']> {
  return removeCondition(removeCondition(conditions, modifying), failed);
}

async function writeStatus(client: Client, claim: Claim, changes: Partial<Status>): Promise<void> {
  const status = { ...claim.status, ...changes };
  if (deepEqual(status, claim.status)) return;
  await client.updateStatus(coreV1.persistentVolumeClaims, { ...claim, status });
}

/** The volume is told before the claim, so that it is never the only one that has not been. */
async function complete(claim: Claim, volume: V1PersistentVolume, client: Client): Promise<void> {
  const volumeAttributesClassName = claim.spec?.volumeAttributesClassName ?? '';
  const spec = { ...volume.spec, volumeAttributesClassName };
  await client.update(coreV1.persistentVolumes, { ...volume, spec });
  const { modifyVolumeStatus: _, conditions, ...others } = claim.status ?? {};
  await client.updateStatus(coreV1.persistentVolumeClaims, {
    ...claim,
    status: {
      ...others,
      conditions: withoutOurs(conditions),
      currentVolumeAttributesClassName: volumeAttributesClassName,
    },
  });
}
