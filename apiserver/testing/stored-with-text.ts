import type { KubeObject } from '../../apimachinery/index.ts';
import { type StoredObject, UncommittedObject } from '../storage/stored-object.ts';

/** An object at revision 1 whose JSON is made, as in a store that counts what it keeps. */
export function storedWithText(object: KubeObject): StoredObject {
  const value = new UncommittedObject(object);
  if (value.text === '') throw new Error('an object has a text');
  return value.at(1);
}
