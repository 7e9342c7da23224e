import type { KubeObject, WatchEvent } from '../../apimachinery/index.ts';

/**
 * One object at one revision: the frozen object and its JSON, each made at most once and shared by the store, every
 * answer and every watcher.
 */
export class StoredObject {
  readonly object: KubeObject;
  readonly revision: number;
  readonly #stored: string;
  #text: string | undefined;
  #events: Partial<Record<WatchEvent['type'], WatchEvent>> | undefined;

  /** `stored` is the JSON of the object without its resourceVersion, as made by `storedText`. */
  constructor(object: KubeObject, revision: number, stored: string) {
    this.object = object;
    this.revision = revision;
    this.#stored = stored;
  }

  /** The object as JSON, resourceVersion included. */
  text(): string {
    this.#text ??= withResourceVersion(this.#stored, this.revision);
    return this.#text;
  }

  /** The watch event of this object, shared by everyone who sees that type. */
  event(type: WatchEvent['type']): WatchEvent {
    this.#events ??= {};
    let event = this.#events[type];
    if (event === undefined) {
      event = new TextEvent(type, this.object, () => this.text());
      this.#events[type] = event;
    }
    return event;
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

  frame(): Uint8Array {
    this.#frame ??= Buffer.from(`{"type":"${this.type}","object":${this.#text()}}\n`);
    return this.#frame;
  }
}

/** An object on its way into the store: it becomes a StoredObject when its revision is known. */
export class UncommittedObject {
  readonly #object: KubeObject;
  readonly text: string;
  #committed: StoredObject | undefined;

  /** `object` is frozen, has kind, apiVersion and metadata, and no resourceVersion. */
  constructor(object: KubeObject) {
    this.#object = object;
    this.text = storedText(object);
  }

  at(revision: number): StoredObject {
    if (this.#committed?.revision !== revision) {
      this.#committed = new StoredObject(withRevision(this.#object, revision), revision, this.text);
    }
    return this.#committed;
  }
}

/** The object with its revision as metadata.resourceVersion; the rest is shared. */
export function withRevision(object: KubeObject, revision: number): KubeObject {
  const metadata = Object.freeze({ ...object.metadata, resourceVersion: String(revision) });
  return Object.freeze({ ...object, metadata });
}

/** Kind, apiVersion and metadata come first, which `withResourceVersion` counts on. */
function storedText(object: KubeObject): string {
  const { kind, apiVersion, metadata, ...rest } = object;
  return JSON.stringify({ kind, apiVersion, metadata, ...rest });
}

const metadataStart = '"metadata":{';

function withResourceVersion(stored: string, revision: number): string {
  const at = stored.indexOf(metadataStart) + metadataStart.length;
  return `${stored.slice(0, at)}"resourceVersion":"${revision}",${stored.slice(at)}`;
}
