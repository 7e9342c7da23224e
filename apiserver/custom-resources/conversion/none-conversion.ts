import {
  applyDefaults,
  decodeBySchema,
  deepFreeze,
  type KubeObject,
  type Schema,
} from '../../../apimachinery/index.ts';
import type { Conversion } from '../../registry/served-kind.ts';
import { type StoredObject, UncommittedObject } from '../../storage/stored-object.ts';

/** What one version says of objects. */
export interface Form {
  readonly apiVersion: string;
  readonly schema: Schema;
}

/**
 * Strategy None: an object of another version is taken for one of this, whatever it holds. What is stored is pruned and
 * defaulted by the schema of the version that it is read in, each time a schema has changed. Mirrors apiextensions-apiserver
 * pkg/apiserver (crdConversionRESTOptionsGetter) and pkg/apiserver/conversion (nopConverter).
 */
export class NoneConversion implements Conversion {
  readonly #served: Form;
  readonly #stored: Form;
  /** What was made of a stored object; objects are immutable. */
  readonly #read = new WeakMap<KubeObject, KubeObject>();
  readonly #converted = new WeakMap<StoredObject, StoredObject>();

  constructor(served: Form, stored: Form) {
    this.#served = served;
    this.#stored = stored;
  }

  fromStored(object: KubeObject): KubeObject {
    const known = this.#read.get(object);
    if (known !== undefined) return known;
    const read = deepFreeze(applyDefaults(this.#served.schema, inForm(object, this.#served)) as KubeObject);
    this.#read.set(object, read);
    return read;
  }

  toStored(object: KubeObject): KubeObject {
    if (this.#served.apiVersion === this.#stored.apiVersion) return object;
    return inForm(object, this.#stored);
  }

  convert(stored: StoredObject): StoredObject {
    const object = this.fromStored(stored.object);
    if (object === stored.object) return stored;
    let converted = this.#converted.get(stored);
    if (converted === undefined) {
      converted = new UncommittedObject(object).at(stored.revision);
      this.#converted.set(stored, converted);
    }
    return converted;
  }
}

function inForm(object: KubeObject, { apiVersion, schema }: Form): KubeObject {
  const inVersion = object.apiVersion === apiVersion ? object : { ...object, apiVersion };
  return decodeBySchema(schema, inVersion).value as KubeObject;
}
