import { isCustom } from '../../api/index.ts';
import {
  type Bytes,
  type Encoder,
  jsonEncoder,
  type KubeObject,
  type ListMeta,
  type ObjectBody,
} from '../../apimachinery/index.ts';
import type { ServedKind } from '../registry/served-kind.ts';
import type { StoredObject } from '../storage/stored-object.ts';

/** What nobody keeps, encoded when somebody needs bytes. */
export class LazyBody implements ObjectBody {
  readonly type = 'object';
  readonly object: object;

  constructor(object: object) {
    this.object = object;
  }

  pieces(encoder: Encoder = jsonEncoder): readonly Bytes[] {
    return [encoder.encode(this.object)];
  }
}

/** A stored object, whose encodings are kept with it. */
export class StoredBody implements ObjectBody {
  readonly type = 'object';
  readonly #stored: StoredObject;

  constructor(stored: StoredObject) {
    this.#stored = stored;
  }

  get object(): KubeObject {
    return this.#stored.object;
  }

  pieces(encoder: Encoder = jsonEncoder): readonly Bytes[] {
    return [this.#stored.encoded(encoder)];
  }
}

/** A list that is joined from the encodings of its items, where that can be. */
export class ListBody implements ObjectBody {
  readonly type = 'object';
  readonly object: object;
  readonly #items: readonly StoredObject[];

  /** Items of custom resources say what they are, as in Kubernetes. */
  readonly #saysKinds: boolean;

  constructor({ resource, apiVersion }: ServedKind, metadata: ListMeta, items: readonly StoredObject[]) {
    this.#items = items;
    this.#saysKinds = isCustom(resource);
    this.object = { kind: resource.listKind, apiVersion, metadata, items: items.map(({ object }) => object) };
  }

  pieces(encoder: Encoder = jsonEncoder): Iterable<Bytes> {
    const { items: _, ...head } = this.object as { readonly items: unknown };
    if (encoder.list !== undefined) return encoder.list(head, this.#encodedItems(encoder));
    const items = this.#items.map((stored) => (this.#saysKinds ? stored.object : stored.item()));
    return [encoder.encode({ ...head, items })];
  }

  *#encodedItems(encoder: Encoder): Generator<Bytes> {
    for (const stored of this.#items) {
      yield this.#saysKinds ? stored.encoded(encoder) : stored.encodedItem(encoder);
    }
  }
}
