import { deepFreeze, type KubeObject, readJson } from '../../apimachinery/index.ts';
import type { KeyValue } from '../../store/index.ts';
import { StoredObject, UncommittedObject, withRevision } from './stored-object.ts';

/**
 * The object of a stored value: the one its writer gave along if this process still has it, else decoded once.
 */
export function decode(kv: KeyValue): StoredObject {
  if (kv.attachment instanceof UncommittedObject) return kv.attachment.at(kv.modRevision);
  const object = deepFreeze(readJson(kv.value) as KubeObject);
  return new StoredObject(withRevision(object, kv.modRevision), kv.modRevision, kv.value);
}
