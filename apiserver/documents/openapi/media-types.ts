import type { ServedResource } from '../../../api/index.ts';
/** What an object may be read and written as. */
export const OBJECT_TYPES: readonly string[] = ['application/json', 'application/yaml'];

/** What a list may be read as; the second is a watch. */
export const LIST_TYPES: readonly string[] = [...OBJECT_TYPES, 'application/json;stream=watch'];

/** How a patch may be written. Strategic merge needs the merge keys that only built-in kinds have. */
export function patchTypes({ schema }: ServedResource): readonly string[] {
  const types = ['application/json-patch+json', 'application/merge-patch+json'];
  return schema === undefined ? [...types, 'application/strategic-merge-patch+json'] : types;
}
