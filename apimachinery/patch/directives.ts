import { badDirectiveFormat } from './strategic-errors.ts';

export const patchDirective = '$patch';
export const retainKeysDirective = '$retainKeys';
export const setOrder = '$setElementOrder';
export const deleteFromList = '$deleteFromPrimitiveList';

/** `finalizers` of `$setElementOrder/finalizers`. */
export function targetField(key: string, prefix: string): string {
  const slash = key.indexOf('/');
  if (slash < 0 || key.slice(0, slash) !== prefix) {
    throw badDirectiveFormat(prefix === setOrder ? 'setElementOrder list' : 'primitive list');
  }
  return key.slice(slash + 1);
}
