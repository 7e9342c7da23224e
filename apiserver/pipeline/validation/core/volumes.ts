import type { V1Volume } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
  type ObjectMeta,
  utf8Length,
  validateDns1123Label,
  validateDns1123Subdomain,
} from '../../../../apimachinery/index.ts';
import { checkNeeded, type Errors } from '../checks.ts';
import type { PodContext } from './pod-context.ts';
import { checkSizeLimit, sourceChecks } from './volume-sources.ts';

/**
 * The volumes of a pod that are well, by name: only these can be mounted. Mirrors kubernetes pkg/apis/core/validation
 * (ValidateVolumes).
 */
export function checkVolumes(
  errors: Errors,
  path: FieldPath,
  volumes: readonly V1Volume[],
  context: PodContext,
): ReadonlyMap<string, V1Volume> {
  const { metadata } = context;
  const created = createdClaims(volumes, metadata);
  const well = new Map<string, V1Volume>();
  for (const [index, volume] of volumes.entries()) {
    const at = path.index(index);
    const { name = '', persistentVolumeClaim } = volume;
    const before = errors.length;
    checkSource(errors, at, volume, context);
    checkNeeded(errors, at, 'name', name, validateDns1123Label);
    if (well.has(name)) errors.push(fieldDuplicate(at.child('name'), name));
    if (errors.length === before) well.set(name, volume);
    const claim = persistentVolumeClaim?.claimName ?? '';
    if (persistentVolumeClaim !== undefined && created.has(claim)) {
      const says = 'must not reference a PVC that gets created for an ephemeral volume';
      errors.push(fieldInvalid(at.child('persistentVolumeClaim', 'claimName'), claim, says));
    }
  }
  return well;
}

/** The claims that are made for this pod, which only a pod with a name has. */
function createdClaims(volumes: readonly V1Volume[], metadata: ObjectMeta | undefined): ReadonlySet<string> {
  const pod = metadata?.name ?? '';
  if (pod === '') return noClaims;
  const ephemeral = volumes.filter((volume) => volume.ephemeral !== undefined);
  return new Set(ephemeral.map(({ name }) => `${pod}-${name}`));
}

const noClaims: ReadonlySet<string> = new Set();

/** A volume has one source; of those after the first only that they are too many is told. Mirrors validateVolumeSource. */
function checkSource(errors: Errors, path: FieldPath, volume: V1Volume, context: PodContext): void {
  let count = 0;
  if (volume.emptyDir !== undefined) {
    count++;
    checkSizeLimit(errors, path.child('emptyDir'), volume.emptyDir);
  }
  for (const { field, forbiddenAt, check } of sourceChecks) {
    if (volume[field] === undefined) continue;
    if (count > 0)
      errors.push(fieldForbidden(path.child(forbiddenAt), 'may not specify more than 1 volume type'));
    else check(errors, path, volume, context);
    if (field === 'iscsi') checkInitiator(errors, path, volume);
    if (field === 'ephemeral' && count === 0) checkClaimName(errors, path, volume, context);
    count++;
  }
  if (count === 0) errors.push(fieldRequired(path, 'must specify a volume type'));
}

function checkInitiator(errors: Errors, path: FieldPath, { name = '', iscsi }: V1Volume): void {
  if (iscsi?.initiatorName === undefined || utf8Length(`${name}:${iscsi.targetPortal ?? ''}`) <= 64) return;
  const says =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
  errors.push(fieldInvalid(path.child('name'), name, says));
}

function checkClaimName(
  errors: Errors,
  path: FieldPath,
  { name = '' }: V1Volume,
  { metadata }: PodContext,
): void {
  const pod = metadata?.name ?? '';
  if (pod === '' || name === '') return;
  const claim = `${pod}-${name}`;
  for (const says of validateDns1123Subdomain(claim)) {
    errors.push(fieldInvalid(path.child('name'), name, `PVC name "${claim}": ${says}`));
  }
}
