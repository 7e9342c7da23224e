import {
  coreV1,
  storageV1,
  type V1PersistentVolume,
  type V1PersistentVolumeClaim,
  type V1StorageClass,
} from '../../api/index.ts';
import { ignoreAlreadyExists, labelValue, makeKey, messageOf } from '../../apimachinery/index.ts';
import {
  isBindCompleted,
  storageAnnotations,
  storageClassOf,
  waitsForConsumer,
} from '../../component-helpers/index.ts';
import {
  type Controller,
  controllerManagedBy,
  enqueueRequestForObject,
  type Manager,
  type ReconcileContext,
  type ReconcileResult,
} from '../../controller-runtime/index.ts';
import { type Report, reportAbout } from '../kit/report.ts';
import { type DriverParameters, deletionFinalizer, driverParameters, drivers } from './driver.ts';
import { recordersByDriver } from './recorders.ts';
import { SlowWork } from './slow-work.ts';

type Claim = V1PersistentVolumeClaim;

/**
 * Adds what makes a volume for each claim of a class of the simulated driver, some time after it is wanted. Mirrors what the sidecar
 * external-provisioner shows of it.
 */
export function addProvisioner(manager: Manager): Controller {
  const { environment, informers } = manager;
  const claims = informers.informer(coreV1.persistentVolumeClaims).indexer;
  const volumes = informers.informer(coreV1.persistentVolumes).indexer;
  const classes = informers.informer(storageV1.storageClasses).indexer;
  const nodes = informers.informer(coreV1.nodes).indexer;
  const recorderOf = recordersByDriver(manager, (driver) => driver);
  const work = new SlowWork(environment.clock);

  const reconcile = async (key: string, { client, cause }: ReconcileContext): Promise<ReconcileResult> => {
    const claim = claims.get(key);
    const storageClass = claim === undefined ? undefined : classes.get(storageClassOf(claim));
    if (claim === undefined || storageClass === undefined || !isWanted(claim, storageClass)) {
      work.end(key);
      return undefined;
    }
    if (volumes.get(volumeNameOf(claim)) !== undefined) return undefined;
    const recorder = recorderOf(storageClass.provisioner);
    const report = reportAbout(recorder, coreV1.persistentVolumeClaims, claim, cause);
    const parameters = parametersOf(storageClass, report);
    if (parameters === undefined) return undefined;
    return work.advance(key, parameters.provision, {
      begin: () =>
        report(
          'Normal',
          'Provisioning',
          `External provisioner is provisioning volume for claim ${JSON.stringify(key)}`,
        ),
      fail: (why) => report('Warning', 'ProvisioningFailed', failureText(storageClass, why)),
      async finish() {
        const node = nodes.get(claim.metadata?.annotations?.[storageAnnotations.selectedNode] ?? '');
        const volume = volumeFor(claim, storageClass, topologyOf(parameters, node?.metadata?.labels));
        await client.create(coreV1.persistentVolumes, volume).catch(ignoreAlreadyExists);
        work.end(key);
        report('Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${volumeNameOf(claim)}`);
      },
    });
  };

  return controllerManagedBy(manager)
    .named('simulated-provisioner')
    .watches(coreV1.persistentVolumeClaims, enqueueRequestForObject<Claim>())
    .complete({ reconcile: ({ namespace, name }, context) => reconcile(makeKey(namespace, name), context) });
}

function provisionerOf({ metadata }: Claim): string | undefined {
  return metadata?.annotations?.[storageAnnotations.provisioner];
}

/** Whether the claim is to get a volume now: one that waits for a consumer not before it has a node. */
function isWanted(claim: Claim, storageClass: V1StorageClass): boolean {
  const { provisioner } = storageClass;
  if (!drivers.has(provisioner) || provisionerOf(claim) !== provisioner) return false;
  if (isBindCompleted(claim) || claim.spec?.volumeName) return false;
  if (claim.metadata?.deletionTimestamp !== undefined) return false;
  return (
    !waitsForConsumer(storageClass) ||
    claim.metadata?.annotations?.[storageAnnotations.selectedNode] !== undefined
  );
}

function parametersOf(storageClass: V1StorageClass, report: Report): DriverParameters | undefined {
  try {
    return driverParameters(storageClass);
  } catch (error) {
    report('Warning', 'ProvisioningFailed', failureText(storageClass, messageOf(error)));
    return undefined;
  }
}

function failureText({ metadata }: V1StorageClass, why: string): string {
  return `failed to provision volume with StorageClass ${JSON.stringify(metadata?.name)}: ${why}`;
}

function volumeNameOf({ metadata }: Claim): string {
  return `pvc-${metadata?.uid ?? ''}`;
}

type NodeAffinity = NonNullable<V1PersistentVolume['spec']>['nodeAffinity'];

function topologyOf(
  { topologyKey: key }: DriverParameters,
  labels: Readonly<Record<string, string>> | undefined,
): NodeAffinity {
  const value = key === undefined ? undefined : labelValue(labels, key);
  if (key === undefined || value === undefined) return undefined;
  const matchExpressions = [{ key, operator: 'In', values: [value] }];
  return { required: { nodeSelectorTerms: [{ matchExpressions }] } };
}

function volumeFor(
  claim: Claim,
  storageClass: V1StorageClass,
  nodeAffinity: NodeAffinity,
): V1PersistentVolume {
  const { name: claimName = '', namespace = '', uid = '', resourceVersion = '' } = claim.metadata ?? {};
  const { accessModes = [], volumeMode, resources, volumeAttributesClassName } = claim.spec ?? {};
  const name = volumeNameOf(claim);
  const { mountOptions, reclaimPolicy = 'Delete', provisioner: driver, metadata } = storageClass;
  const isDeleted = reclaimPolicy === 'Delete';
  return {
    metadata: {
      name,
      annotations: { [storageAnnotations.provisionedBy]: driver },
      ...(isDeleted && { finalizers: [deletionFinalizer] }),
    },
    spec: {
      accessModes,
      capacity: { storage: resources?.requests?.storage ?? '0' },
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        name: claimName,
        namespace,
        uid,
        resourceVersion,
      },
      csi: { driver, volumeHandle: name },
      persistentVolumeReclaimPolicy: reclaimPolicy,
      storageClassName: metadata?.name ?? '',
      ...(volumeMode !== undefined && { volumeMode }),
      ...(mountOptions !== undefined && { mountOptions }),
      ...(nodeAffinity !== undefined && { nodeAffinity }),
      ...(volumeAttributesClassName !== undefined && { volumeAttributesClassName }),
    },
  };
}
