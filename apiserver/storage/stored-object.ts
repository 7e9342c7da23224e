import {
  type Bytes,
  deepFreeze,
  type Encoder,
  Encodings,
  jsonEncoder,
  type KubeObject,
  managedFieldsJson,
  type WatchEvent,
  writeJson,
} from '../../apimachinery/index.ts';
import { charactersOf, type LateText, textOf } from '../../store/index.ts';

/**
 * One object at one revision: the frozen object and its encodings, each made at most once and shared by the store, every
 * answer and every watcher. JSON is what is stored, so it costs least.
 */
export class StoredObject {
  readonly object: KubeObject;
  readonly revision: number;
  readonly #stored: string | LateText;
  #size: number | undefined;
  #text: string | undefined;
  /** In other encodings than JSON. */
  #encodings: Encodings<Bytes> | undefined;
  #events: Partial<Record<WatchEvent['type'], EncodedEvent>> | undefined;

  /** `stored` is the JSON of the object without its resourceVersion. */
  constructor(object: KubeObject, revision: number, stored: string | LateText) {
    this.object = object;
    this.revision = revision;
    this.#stored = stored;
  }

  /** The length of its stored JSON; about so where that is not made yet. The same each time. */
  get size(): number {
    this.#size ??= charactersOf(this.#stored);
    return this.#size;
  }

  /** The object as JSON, resourceVersion included. */
  text(): string {
    this.#text ??= withResourceVersion(textOf(this.#stored), this.revision);
    return this.#text;
  }

  /** The JSON of `item`. */
  itemText(): string {
    const stored = textOf(this.#stored);
    return `{${withResourceVersion(stored.slice(stored.indexOf(metadataStart)), this.revision)}`;
  }

  encoded(encoder: Encoder): Bytes {
    if (encoder === jsonEncoder) return this.text();
    this.#encodings ??= new Encodings();
    return this.#encodings.of(encoder, () => encoder.encode(this.object));
  }

  /** As an item of a list. */
  encodedItem(encoder: Encoder): Bytes {
    if (encoder === jsonEncoder) return this.itemText();
    return encoder.item?.(this.encoded(encoder)) ?? encoder.encode(this.item());
  }

  /** As an item of a list, as in Kubernetes: without its kind and apiVersion. */
  item(): object {
    const { kind: _, apiVersion: __, ...item } = this.object;
    return item;
  }

  /** The watch event of this object, shared by everyone who sees that type. */
  event(type: WatchEvent['type']): EncodedEvent {
    this.#events ??= {};
    let event = this.#events[type];
    if (event === undefined) {
      event = new EncodedEvent(type, this.object, this);
      this.#events[type] = event;
    }
    return event;
  }

  /** What tells one new watcher that this object is there: shared with nobody, so that its bytes go when they are sent. */
  initialEvent(): EncodedEvent {
    return new EncodedEvent('ADDED', this.object, this);
  }
}

/** An object that keeps what it was encoded to. */
interface Encodable {
  readonly size: number;
  encoded(encoder: Encoder): Bytes;
}

/** A watch event whose frames are made from the encodings of its object when first asked for. */
export class EncodedEvent implements WatchEvent {
  readonly type: WatchEvent['type'];
  readonly object: KubeObject;
  readonly #source: Encodable | undefined;
  /** As JSON. */
  #frame: Uint8Array | undefined;
  #others: Encodings<Uint8Array> | undefined;

  /** `source` has the object's encodings; absent: it is encoded whenever somebody asks. */
  constructor(type: WatchEvent['type'], object: KubeObject, source?: Encodable) {
    this.type = type;
    this.object = object;
    this.#source = source;
  }

  /** The length of the object's JSON, for which no bytes are made. */
  size(): number {
    return this.#source?.size ?? this.#encoded(jsonEncoder).length;
  }

  frame(encoder: Encoder = jsonEncoder): Uint8Array {
    if (encoder === jsonEncoder) {
      this.#frame ??= this.#framed(encoder);
      return this.#frame;
    }
    this.#others ??= new Encodings();
    return this.#others.of(encoder, () => this.#framed(encoder));
  }

  #encoded(encoder: Encoder): Bytes {
    return this.#source?.encoded(encoder) ?? encoder.encode(this.object);
  }

  #framed(encoder: Encoder): Uint8Array {
    if (encoder.stream === undefined) throw new Error(`${encoder.mediaType} has no watches`);
    return encoder.stream.frame(this.type, this.#encoded(encoder));
  }
}

/** An object on its way into the store: it becomes a StoredObject when its revision is known. */
export class UncommittedObject implements LateText {
  readonly #object: KubeObject;
  /** Of `#object`; its resourceVersion is filled in once, when the revision is known. */
  readonly #metadata: { resourceVersion: string | undefined };
  #text: string | undefined;
  #committed: StoredObject | undefined;

  /** All within `object` is frozen; whatever resourceVersion it has is dropped. */
  constructor(object: KubeObject) {
    const metadata: { resourceVersion: string | undefined } = {
      ...object.metadata,
      resourceVersion: undefined,
    };
    const copy = startsWithMetadata(object) ? { ...object } : ordered(object);
    (copy as { metadata: object }).metadata = metadata;
    freezeMembers(metadata);
    freezeMembers(copy, 'metadata');
    this.#metadata = metadata;
    this.#object = copy;
  }

  get length(): number | undefined {
    return this.#text?.length;
  }

  /** The JSON of the object without its resourceVersion: what is stored. */
  get text(): string {
    this.#text ??= objectJson(this.#object);
    return this.#text;
  }

  at(revision: number): StoredObject {
    if (this.#committed?.revision === revision) return this.#committed;
    if (this.#committed !== undefined) {
      return new StoredObject(withRevision(this.#object, revision), revision, this);
    }
    this.#metadata.resourceVersion = String(revision);
    Object.freeze(this.#metadata);
    this.#committed = new StoredObject(Object.freeze(this.#object), revision, this);
    return this.#committed;
  }
}

/** The object with its revision as metadata.resourceVersion; the rest is shared. */
export function withRevision(object: KubeObject, revision: number): KubeObject {
  const metadata = Object.freeze({ ...object.metadata, resourceVersion: String(revision) });
  return Object.freeze({ ...object, metadata });
}

function freezeMembers(object: object, except?: string): void {
  for (const key in object) if (key !== except) deepFreeze((object as Record<string, unknown>)[key]);
}

/** The JSON of an object without its resourceVersion. Of its managedFields it has what other objects have, too. */
function objectJson(object: KubeObject): string {
  const { managedFields } = object.metadata ?? {};
  const metadata = { ...object.metadata, resourceVersion: undefined, managedFields: undefined };
  const text = writeJson({ ...object, metadata });
  if (managedFields === undefined) return text;
  const at = text.indexOf(metadataStart) + metadataStart.length;
  return `${text.slice(0, at)}"managedFields":${managedFieldsJson(managedFields)},${text.slice(at)}`;
}

/** Nothing but kind and apiVersion is before the metadata, which `withResourceVersion` counts on. */
function startsWithMetadata(object: KubeObject): boolean {
  for (const key in object) {
    if (key === 'metadata') return true;
    if (key !== 'kind' && key !== 'apiVersion') return false;
  }
  return false;
}

function ordered(object: KubeObject): KubeObject {
  const { kind, apiVersion, metadata, ...rest } = object;
  return { kind, apiVersion, metadata, ...rest } as KubeObject;
}

const metadataStart = '"metadata":{';

function withResourceVersion(stored: string, revision: number): string {
  const at = stored.indexOf(metadataStart) + metadataStart.length;
  return `${stored.slice(0, at)}"resourceVersion":"${revision}",${stored.slice(at)}`;
}
