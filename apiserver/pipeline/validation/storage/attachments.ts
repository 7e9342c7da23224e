import {
  internalEqual,
  internalValue,
  type V1VolumeAttachment,
  type V1VolumeError,
} from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldImmutable,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  fieldTooLong,
  utf8Length,
  validateDns1123Subdomain,
} from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';
import { checkInlineVolume } from '../core/persistent-volumes.ts';
import { isLongerThan, tell, when } from '../tell.ts';
import { driverNameErrors } from './csi.ts';

const path = fieldPath('spec');
const metadataMax = 256 * 1024;
const messageMax = 1024;

/** Mirrors kubernetes pkg/apis/storage/validation (ValidateVolumeAttachment), but for metadata. */
export function attachmentErrors({ spec, status = { attached: false } }: V1VolumeAttachment): FieldError[] {
  const { attacher = '', nodeName = '', source = {} } = spec ?? {};
  const { persistentVolumeName: name } = source;
  const at = fieldPath('status');
  const size = Object.entries(status.attachmentMetadata ?? {}).reduce(
    (sum, [key, value]) => sum + utf8Length(key) + utf8Length(value),
    0,
  );
  return [
    ...driverNameErrors(attacher, path.child('attacher')),
    ...sourceErrors(source, path.child('source')),
    ...tell(path.child('nodeName'), nodeName, validateDns1123Subdomain(nodeName)),
    ...when(size > metadataMax, () => fieldTooLong(at.child('attachmentMetadata'), metadataMax)),
    ...problemErrors(status.attachError, at.child('attachError')),
    ...problemErrors(status.detachError, at.child('detachError')),
    ...(name === undefined
      ? []
      : tell(path.child('source', 'persistentVolumeName'), name, validateDns1123Subdomain(name))),
  ];
}

type Source = Partial<NonNullable<V1VolumeAttachment['spec']>['source']>;

function sourceErrors({ inlineVolumeSpec, persistentVolumeName: name }: Source, at: FieldPath): FieldError[] {
  const one = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
  if (inlineVolumeSpec !== undefined && name !== undefined) return [fieldForbidden(at, one)];
  if (inlineVolumeSpec !== undefined) {
    const errors: Errors = [];
    checkInlineVolume(errors, at.child('inlineVolumeSpec'), inlineVolumeSpec);
    return errors;
  }
  if (name === undefined) return [fieldRequired(at, one)];
  const says = 'must specify non empty persistentVolumeName';
  return when(name === '', () => fieldRequired(at.child('persistentVolumeName'), says));
}

/** Kubernetes tells another limit than it has. */
function problemErrors({ message, errorCode: code }: V1VolumeError = {}, at: FieldPath): FieldError[] {
  return [
    ...when(isLongerThan(message ?? '', messageMax), () => fieldTooLong(at.child('message'), metadataMax)),
    ...when(code !== undefined && code < 0, () =>
      fieldInvalid(at.child('errorCode'), code, `must be between 0 and ${2 ** 31 - 1}, inclusive`),
    ),
  ];
}

/** Mirrors ValidateVolumeAttachmentUpdate. */
export function attachmentUpdateErrors(
  attachment: V1VolumeAttachment,
  old: V1VolumeAttachment,
): FieldError[] {
  const type = 'VolumeAttachmentSpec';
  const { spec } = attachment;
  return [
    ...attachmentErrors(attachment),
    ...when(!internalEqual(type, spec, old.spec), () => fieldImmutable(path, internalValue(type, spec))),
  ];
}
