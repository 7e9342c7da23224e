import type { V1ProjectedVolumeSource, V1VolumeProjection } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
} from '../../../../apimachinery/index.ts';
import { tokenSource } from '../../../../component-helpers/index.ts';
import { checkText, type Errors, isNeeded, localPath } from '../checks.ts';
import { checkDownwardFile, checkKeyToPath, checkMode } from './file-volumes.ts';

/** Files of several sources in one place, none twice. Mirrors validateProjectedVolumeSource. */
export function checkProjected(errors: Errors, path: FieldPath, source: V1ProjectedVolumeSource): void {
  if (source === tokenSource) return;
  checkMode(errors, path, 'defaultMode', source.defaultMode);
  const taken = new Set<string>();
  source.sources?.forEach((projection, index) => {
    const at = path.child('sources').index(index);
    const place = (file: string, shown: string) => {
      if (taken.has(file)) errors.push(fieldInvalid(path, shown, 'conflicting duplicate paths'));
      taken.add(file);
    };
    const count = checkProjection(errors, path, at, projection, place);
    if (count > 1) errors.push(fieldForbidden(at, 'may not specify more than 1 volume type per source'));
  });
}

type Place = (file: string, shown: string) => void;

/** How many sources it has. */
function checkProjection(
  errors: Errors,
  path: FieldPath,
  at: FieldPath,
  projection: V1VolumeProjection,
  place: Place,
): number {
  let count = 0;
  for (const kind of ['secret', 'configMap'] as const) {
    const source = projection[kind];
    if (source === undefined) continue;
    count++;
    checkKeys(errors, at.child(kind), source, place);
  }
  if (projection.downwardAPI !== undefined) {
    count++;
    for (const file of projection.downwardAPI.items ?? []) {
      checkDownwardFile(errors, at.child('downwardAPI'), file);
      if ((file.path ?? '') !== '') place(file.path, file.path);
    }
  }
  if (projection.serviceAccountToken !== undefined) {
    count++;
    checkToken(errors, path, at.child('serviceAccountToken'), projection.serviceAccountToken);
  }
  return count;
}

function checkKeys(
  errors: Errors,
  path: FieldPath,
  { name = '', items = [] }: NonNullable<V1VolumeProjection['secret']>,
  place: Place,
): void {
  isNeeded(errors, path, 'name', name);
  items.forEach((item, index) => {
    checkKeyToPath(errors, path.child('items').index(index), item);
    // Kubernetes shows whose the file is, not the file.
    if ((item.path ?? '') !== '') place(item.path, name);
  });
}

const secondsMin = 600;
const secondsMax = 2 ** 32;

/** Its path Kubernetes looks for where the volume's would be. */
function checkToken(
  errors: Errors,
  volume: FieldPath,
  path: FieldPath,
  { expirationSeconds: seconds = 0, path: file = '' }: NonNullable<V1VolumeProjection['serviceAccountToken']>,
): void {
  const tooFew = 'may not specify a duration less than 10 minutes';
  const tooMany = 'may not specify a duration larger than 2^32 seconds';
  const at = path.child('expirationSeconds');
  if (seconds < secondsMin) errors.push(fieldInvalid(at, seconds, tooFew));
  if (seconds > secondsMax) errors.push(fieldInvalid(at, seconds, tooMany));
  if (file === '') errors.push(fieldRequired(volume.child('path')));
  else checkText(errors, volume, 'path', file, localPath);
}
