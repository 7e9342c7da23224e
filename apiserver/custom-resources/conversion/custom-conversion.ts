import {
  applyDefaults,
  decodeBySchema,
  deepFreeze,
  dropNulls,
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

/** Turns objects of one version of a resource into objects of another, by the strategy of its definition. */
export interface Converter {
  /** The object in that version; asked of what is ready. */
  convert(object: KubeObject, apiVersion: string): KubeObject;
  /** Gets the objects ready to be converted, all at once. Undefined: they are. Rejects with StatusError. */
  prepare?(objects: readonly KubeObject[], apiVersion: string): Promise<void> | undefined;
}

/** Strategy None: an object of another version is taken for one of this, whatever it holds. */
export const takenAsIs: Converter = {
  convert: (object, apiVersion) => (object.apiVersion === apiVersion ? object : { ...object, apiVersion }),
};

/**
 * Between one served version of a custom resource and the stored one. What is stored gets the defaults of the version that it is
 * stored in, and is pruned by the schema of the version that it is read in, each time a schema has changed. Mirrors
 * apiextensions-apiserver pkg/apiserver (crdConversionRESTOptionsGetter) and pkg/apiserver/conversion.
 */
export class CustomConversion implements Conversion {
  readonly #served: Form;
  readonly #stored: Form;
  readonly #forms: readonly Form[];
  readonly #converter: Converter;
  readonly prepare: Conversion['prepare'];
  readonly prepareToStore: Conversion['prepareToStore'];
  /** What was made of a stored object; objects are immutable. */
  readonly #read = new WeakMap<KubeObject, KubeObject>();
  readonly #converted = new WeakMap<StoredObject, StoredObject>();

  /** `forms`: all versions that there are. */
  constructor(served: Form, stored: Form, forms: readonly Form[], converter: Converter) {
    this.#served = served;
    this.#stored = stored;
    this.#forms = forms;
    this.#converter = converter;
    if (converter.prepare === undefined) return;
    this.prepare = (objects) => {
      const unread = objects.filter((object) => !this.#read.has(object));
      return unread.length === 0 ? undefined : converter.prepare?.(unread, served.apiVersion);
    };
    this.prepareToStore = (object) => converter.prepare?.([object], stored.apiVersion);
  }

  fromStored(object: KubeObject): KubeObject {
    const known = this.#read.get(object);
    if (known !== undefined) return known;
    const read = deepFreeze(this.#readAs(object, this.#served));
    this.#read.set(object, read);
    return read;
  }

  #readAs(object: KubeObject, served: Form): KubeObject {
    if (isOf(served, object)) return applyDefaults(served.schema, this.#inForm(object, served)) as KubeObject;
    const { schema } = this.#forms.find((form) => isOf(form, object)) ?? this.#stored;
    return this.#inForm(applyDefaults(schema, dropNulls(schema, object)) as KubeObject, served);
  }

  toStored(object: KubeObject): KubeObject {
    if (this.#served.apiVersion === this.#stored.apiVersion) return object;
    return this.#inForm(object, this.#stored);
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

  #inForm(object: KubeObject, { apiVersion, schema }: Form): KubeObject {
    return decodeBySchema(schema, this.#converter.convert(object, apiVersion)).value as KubeObject;
  }
}

function isOf({ apiVersion }: Form, object: KubeObject): boolean {
  return object.apiVersion === apiVersion;
}
