import type { V1EmptyDirVolumeSource, V1Volume } from '../../../../api/index.ts';
import { type FieldPath, fieldForbidden, parseQuantity } from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';
import {
  checkAzureDisk,
  checkCsi,
  checkFibreChannel,
  checkFlexVolume,
  checkFlocker,
  checkIscsi,
  checkQuobyte,
  checkStorageOs,
} from './attached-volumes.ts';
import { checkClaimTemplate } from './claim-spec.ts';
import {
  checkConfigMapVolume,
  checkDownwardVolume,
  checkGitRepo,
  checkHostPath,
  checkImageVolume,
  checkNfs,
  checkSecretVolume,
} from './file-volumes.ts';
import { checkPartition, needs, needsReference } from './needed-fields.ts';
import type { PodContext } from './pod-context.ts';
import { checkProjected } from './projected-volume.ts';

/** What is asked of volumes of one source. */
export interface SourceCheck {
  readonly field: keyof V1Volume;
  /** Where it is told that the volume has another source already. */
  readonly forbiddenAt: string;
  /** The source is one of the volume's fields. */
  check(errors: Errors, path: FieldPath, volume: V1Volume, context: PodContext): void;
}

function source<Field extends keyof V1Volume>(
  field: Field,
  check: (errors: Errors, path: FieldPath, value: NonNullable<V1Volume[Field]>, context: PodContext) => void,
  { forbiddenAt = field as string, checkedAt = field as string } = {},
): SourceCheck {
  return {
    field,
    forbiddenAt,
    check(errors, path, volume, context) {
      const value = volume[field];
      if (value !== undefined) check(errors, path.child(checkedAt), value, context);
    },
  };
}

/** Every source but `emptyDir`, which is looked at first, in the order and with the names that Kubernetes has for them. */
export const sourceChecks: readonly SourceCheck[] = [
  source('hostPath', checkHostPath),
  source('gitRepo', checkGitRepo),
  source('gcePersistentDisk', checkPartition('pdName'), { checkedAt: 'persistentDisk' }),
  source('awsElasticBlockStore', checkPartition('volumeID')),
  source('secret', checkSecretVolume),
  source('nfs', checkNfs),
  source('iscsi', checkIscsi),
  source('glusterfs', needs('endpoints', 'path')),
  source('flocker', checkFlocker),
  source('persistentVolumeClaim', needs('claimName')),
  source('rbd', needs('monitors', 'image')),
  source('cinder', needsReference('volumeID')),
  source('cephfs', needs('monitors'), { forbiddenAt: 'cephFS' }),
  source('quobyte', checkQuobyte),
  source('downwardAPI', checkDownwardVolume, { forbiddenAt: 'downwarAPI' }),
  source('fc', checkFibreChannel),
  source('flexVolume', checkFlexVolume),
  source('configMap', checkConfigMapVolume),
  source('azureFile', needs('secretName', 'shareName')),
  source('vsphereVolume', needs('volumePath')),
  source('photonPersistentDisk', needs('pdID')),
  source('portworxVolume', needs('volumeID')),
  source('azureDisk', checkAzureDisk),
  source('storageos', checkStorageOs),
  source('projected', checkProjected),
  source('scaleIO', needs('gateway', 'system', 'volumeName')),
  source('csi', checkCsi),
  source('ephemeral', checkClaimTemplate),
  source('image', checkImageVolume),
];

/** It may be missing, but not below zero. */
export function checkSizeLimit(errors: Errors, path: FieldPath, { sizeLimit }: V1EmptyDirVolumeSource): void {
  if (sizeLimit === undefined || parseQuantity(sizeLimit).sign >= 0) return;
  errors.push(fieldForbidden(path.child('sizeLimit'), 'SizeLimit field must be a valid resource quantity'));
}
