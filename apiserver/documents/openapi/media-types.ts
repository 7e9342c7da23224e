import { isCustom, type ServedResource } from '../../../api/index.ts';
import { mediaTypes, streamTypes } from '../../respond/accept.ts';

/** What an object may be read and written as. */
export const objectTypes: readonly string[] = mediaTypes();

/** What a list may be read as, and its watches. */
export const listTypes: readonly string[] = [...objectTypes, ...streamTypes()];

/** How a patch may be written. Strategic merge needs the merge keys that only built-in kinds have. */
export function patchTypes(resource: ServedResource): readonly string[] {
  const types = ['application/json-patch+json', 'application/merge-patch+json'];
  if (!isCustom(resource)) types.push('application/strategic-merge-patch+json');
  return [...types, 'application/apply-patch+yaml'];
}
