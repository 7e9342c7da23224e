import type {
  V1AzureFilePersistentVolumeSource,
  V1CSIPersistentVolumeSource,
  V1FlexPersistentVolumeSource,
  V1GlusterfsPersistentVolumeSource,
  V1ISCSIPersistentVolumeSource,
  V1LocalVolumeSource,
  V1PersistentVolumeSpec,
  V1SecretReference,
  V1StorageOSPersistentVolumeSource,
} from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldInvalid,
  fieldRequired,
  nameIsDnsLabel,
  utf8Length,
  validateDns1123Label,
  validateDns1123Subdomain,
} from '../../../../apimachinery/index.ts';
import { checkGiven, checkNeeded, checkText, type Errors, isNeeded, withoutBacksteps } from '../checks.ts';
import {
  checkAzureDisk,
  checkDriverName,
  checkFibreChannel,
  checkFlexVolume,
  checkFlocker,
  checkIscsi,
  checkQuobyte,
} from './attached-volumes.ts';
import { checkHostPath, checkNfs } from './file-volumes.ts';
import { checkPartition, needs } from './needed-fields.ts';

type Spec = V1PersistentVolumeSpec;
type Check = (errors: Errors, path: FieldPath, spec: Spec, name: string) => void;

/** Where a volume can be. */
interface Place {
  readonly field: keyof Spec;
  readonly check: Check;
  /** Kubernetes tells of it where no field is. */
  readonly toldAt?: string;
  /** The same of its being one too many. */
  readonly forbiddenAt?: string;
}

function place<Field extends keyof Spec>(
  field: Field,
  check: (errors: Errors, path: FieldPath, source: NonNullable<Spec[Field]>, name: string) => void,
  others: Partial<Place> = {},
): Place {
  return {
    ...others,
    field,
    check(errors, path, spec, name) {
      const source = spec[field];
      if (source !== undefined && source !== null) check(errors, path, source, name);
    },
  };
}

/** In the order in which Kubernetes looks for them. Mirrors ValidatePersistentVolumeSpec. */
export const volumePlaces: readonly Place[] = [
  place('hostPath', checkHostPath),
  place('gcePersistentDisk', checkPartition('pdName'), { toldAt: 'persistentDisk' }),
  place('awsElasticBlockStore', checkPartition('volumeID')),
  place('glusterfs', checkGluster),
  place('flocker', checkFlocker),
  place('nfs', checkNfs),
  place('rbd', needs('monitors', 'image')),
  place('quobyte', checkQuobyte),
  place('cephfs', needs('monitors'), { forbiddenAt: 'cephFS' }),
  place('iscsi', checkNamedIscsi),
  place('cinder', withSecret('volumeID')),
  place('fc', checkFibreChannel),
  place('flexVolume', checkFlex),
  place('azureFile', checkAzureFile),
  place('vsphereVolume', needs('volumePath')),
  place('photonPersistentDisk', needs('pdID')),
  place('portworxVolume', needs('volumeID')),
  place('azureDisk', checkAzureDisk),
  place('scaleIO', needs('gateway', 'system', 'volumeName')),
  place('local', checkLocal),
  place('storageos', checkStorageOs),
  place('csi', checkCsi),
];

function checkGluster(errors: Errors, path: FieldPath, source: V1GlusterfsPersistentVolumeSource): void {
  const { endpointsNamespace: namespace } = source;
  needs('endpoints', 'path')(errors, path, source);
  if (namespace === undefined) return;
  const says = 'if the endpointnamespace is set, it must be a valid namespace name';
  const wrong = namespace === '' ? [says] : nameIsDnsLabel(namespace, false);
  for (const text of wrong) errors.push(fieldInvalid(path.child('endpointsNamespace'), namespace, text));
}

/** As a pod's; but some words are others. */
function checkNamedIscsi(
  errors: Errors,
  path: FieldPath,
  source: V1ISCSIPersistentVolumeSource,
  name: string,
): void {
  const { initiatorName, targetPortal = '', secretRef } = source;
  const own: Errors = [];
  checkIscsi(own, path, source);
  const isLong = initiatorName !== undefined && utf8Length(`${name}:${targetPortal}`) > 64;
  const says =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
  const tooLong = isLong ? [fieldInvalid(path.child('targetportal'), targetPortal, says)] : [];
  const noName =
    secretRef !== undefined && (secretRef.name ?? '') === ''
      ? [fieldRequired(path.child('secretRef', 'name'))]
      : [];
  const fields = (error: Errors[number]) => error.field.slice(String(path).length + 1);
  const [early, late] = [
    own.filter((error) => fields(error) === 'targetPortal'),
    own.filter((error) => fields(error) !== 'targetPortal'),
  ];
  const initiator = late.filter((error) => fields(error) === 'initiatorname');
  const others = late.filter((error) => fields(error) !== 'initiatorname');
  errors.push(...early, ...tooLong, ...[...others, ...noName, ...initiator].map(inShortWords));
}

function inShortWords(error: Errors[number]): Errors[number] {
  return error.detail.startsWith('must be valid format')
    ? { ...error, detail: 'must be valid format' }
    : error;
}

interface Referring {
  readonly secretRef?: V1SecretReference;
}

function checkSecret(errors: Errors, path: FieldPath, { secretRef }: Referring): void {
  if (secretRef !== undefined) needs('name', 'namespace')(errors, path.child('secretRef'), secretRef);
}

function withSecret<Field extends string>(field: Field) {
  return (
    errors: Errors,
    path: FieldPath,
    source: { readonly [Name in Field]?: string } & Referring,
  ): void => {
    isNeeded(errors, path, field, source[field]);
    checkSecret(errors, path, source);
  };
}

function checkFlex(errors: Errors, path: FieldPath, { driver, options }: V1FlexPersistentVolumeSource): void {
  checkFlexVolume(errors, path, { driver, ...(options === undefined ? {} : { options }) });
}

function checkAzureFile(errors: Errors, path: FieldPath, source: V1AzureFilePersistentVolumeSource): void {
  needs('secretName', 'shareName')(errors, path, source);
  if (source.secretNamespace === '') errors.push(fieldRequired(path.child('secretNamespace')));
}

function checkLocal(errors: Errors, path: FieldPath, { path: place }: V1LocalVolumeSource): void {
  if (isNeeded(errors, path, 'path', place)) checkText(errors, path, 'path', place, withoutBacksteps);
}

function checkStorageOs(errors: Errors, path: FieldPath, source: V1StorageOSPersistentVolumeSource): void {
  checkNeeded(errors, path, 'volumeName', source.volumeName, validateDns1123Label);
  checkGiven(errors, path, 'volumeNamespace', source.volumeNamespace, validateDns1123Label);
  const { secretRef } = source;
  if (secretRef !== undefined) needs('name', 'namespace')(errors, path.child('secretRef'), secretRef);
}

const secrets = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
] as const;

function checkCsi(errors: Errors, path: FieldPath, source: V1CSIPersistentVolumeSource): void {
  checkDriverName(errors, path, 'driver', source.driver);
  isNeeded(errors, path, 'volumeHandle', source.volumeHandle);
  for (const field of secrets) {
    const secret = source[field];
    if (secret === undefined) continue;
    checkNeeded(errors, path.child(field), 'name', secret.name, validateDns1123Subdomain);
    checkNeeded(errors, path.child(field), 'namespace', secret.namespace, validateDns1123Label);
  }
}
