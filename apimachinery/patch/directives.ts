import { badDirectiveFormat } from './strategic-errors.ts';

export const DIRECTIVE = '$patch';
export const RETAIN_KEYS = '$retainKeys';
export const SET_ORDER = '$setElementOrder';
export const DELETE_FROM_LIST = '$deleteFromPrimitiveList';

/** `finalizers` of `$setElementOrder/finalizers`. */
export function targetField(key: string, prefix: string): string {
  const slash = key.indexOf('/');
  if (slash < 0 || key.slice(0, slash) !== prefix) {
    throw badDirectiveFormat(prefix === SET_ORDER ? 'setElementOrder list' : 'primitive list');
  }
  return key.slice(slash + 1);
}
