import type { ServedResource } from '../../api/index.ts';
import { convert } from '../../api/index.ts';
import { deepFreeze, type KubeObject } from '../../apimachinery/index.ts';
import { type StoredObject, UncommittedObject } from '../storage/stored-object.ts';
import type { Conversion } from './served-kind.ts';

/** Between a served version and the one it is stored in; undefined where they are the same. */
export function conversionFor(resource: ServedResource): Conversion | undefined {
  const { storage } = resource;
  const here = { group: resource.group, version: resource.version };
  const there = { group: storage.group, version: storage.version };
  if (here.group === there.group && here.version === there.version) return undefined;
  const converted = new WeakMap<StoredObject, StoredObject>();
  const fromStored = (object: KubeObject) => deepFreeze(convert(object, there, here));
  return {
    fromStored,
    toStored: (object) => convert(object, here, there),
    convert(stored) {
      let found = converted.get(stored);
      if (found === undefined) {
        found = new UncommittedObject(fromStored(stored.object)).at(stored.revision);
        converted.set(stored, found);
      }
      return found;
    },
  };
}
