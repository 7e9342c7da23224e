import { deepFreeze, type KubeObject, type WatchEvent } from '../../apimachinery/index.ts';

/**
 * One object at one revision: the frozen object and its JSON, each made at most once and shared by the store, every
 * answer and every watcher.
 */
export class StoredObject {
  readonly object: KubeObject;
  readonly revision: number;
  readonly #stored: string;
  #text: string | undefined;
  #events: Partial<Record<WatchEvent['type'], TextEvent>> | undefined;

  /** `stored` is the JSON of the object without its resourceVersion, as made by `storedText`. */
  constructor(object: KubeObject, revision: number, stored: string) {
    this.object = object;
    this.revision = revision;
    this.#stored = stored;
  }

  /** The length of its stored JSON. */
  get size(): number {
    return this.#stored.length;
  }

  /** The object as JSON, resourceVersion included. */
  text(): string {
    this.#text ??= withResourceVersion(this.#stored, this.revision);
    return this.#text;
  }

  /** The object as an item of a list: as in Kubernetes, without its kind and apiVersion. */
  itemText(): string {
    const at = this.#stored.indexOf(metadataStart);
    return `{${withResourceVersion(this.#stored.slice(at), this.revision)}`;
  }

  /** The watch event of this object, shared by everyone who sees that type. */
  event(type: WatchEvent['type']): TextEvent {
    this.#events ??= {};
    let event = this.#events[type];
    if (event === undefined) {
      event = new TextEvent(type, this.object, () => this.text());
      this.#events[type] = event;
    }
    return event;
  }

  /** What tells one new watcher that this object is there: shared with nobody, so that its bytes go when they are sent. */
  initialEvent(): TextEvent {
    return new TextEvent('ADDED', this.object, () => this.text());
  }
}

/** A watch event whose frame is made from the text of its object when first asked for. */
export class TextEvent implements WatchEvent {
  readonly type: WatchEvent['type'];
  readonly object: KubeObject;
  readonly #text: () => string;
  #frame: Uint8Array | undefined;

  constructor(type: WatchEvent['type'], object: KubeObject, text: () => string) {
    this.type = type;
    this.object = object;
    this.#text = text;
  }

  /** The length of the object's JSON, for which no bytes are made. */
  size(): number {
    return this.#text().length;
  }

  frame(): Uint8Array {
    this.#frame ??= Buffer.from(`{"type":"${this.type}","object":${this.#text()}}\n`);
    return this.#frame;
  }
}

/** An object on its way into the store: it becomes a StoredObject when its revision is known. */
export class UncommittedObject {
  readonly #object: KubeObject;
  /** Of `#object`; its resourceVersion is filled in once, when the revision is known. */
  readonly #metadata: { resourceVersion: string | undefined };
  readonly text: string;
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
    this.text = JSON.stringify(copy);
  }

  at(revision: number): StoredObject {
    if (this.#committed?.revision === revision) return this.#committed;
    if (this.#committed !== undefined) {
      return new StoredObject(withRevision(this.#object, revision), revision, this.text);
    }
    this.#metadata.resourceVersion = String(revision);
    Object.freeze(this.#metadata);
    this.#committed = new StoredObject(Object.freeze(this.#object), revision, this.text);
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
