import { type KubeObject, keyOf, type ResourceType } from '../../apimachinery/index.ts';
import type { HandlerRegistration, InformerFactory } from '../../client/index.ts';
import { causeOf } from '../../controller-runtime/index.ts';
import type { Cause } from '../../environment/index.ts';

/** What is awaited to go from one namespace. */
interface Waiting {
  readonly uids: Set<string>;
  readonly registrations: readonly HandlerRegistration[];
}

/**
 * Notices when the last of the objects that hold up a namespace has gone. It listens only while something is awaited,
 * and only for the resources that are.
 */
export class ContentWatch {
  readonly #informers: InformerFactory;
  readonly #onEmpty: (namespace: string, cause: Cause | undefined) => void;
  readonly #byNamespace = new Map<string, Waiting>();

  constructor(informers: InformerFactory, onEmpty: (namespace: string, cause: Cause | undefined) => void) {
    this.#informers = informers;
    this.#onEmpty = onEmpty;
  }

  /** Waits for these objects, and no longer for others. `onEmpty` is called once. */
  await(
    namespace: string,
    content: readonly { readonly type: ResourceType; readonly objects: readonly KubeObject[] }[],
  ): void {
    this.stop(namespace);
    const uids = new Set<string>();
    const registrations = content.map(({ type, objects }) => {
      for (const object of objects) uids.add(object.metadata?.uid ?? '');
      return this.#listen(namespace, type, objects);
    });
    this.#byNamespace.set(namespace, { uids, registrations });
    this.#informers.start();
  }

  stop(namespace: string): void {
    const waiting = this.#byNamespace.get(namespace);
    if (waiting === undefined) return;
    this.#byNamespace.delete(namespace);
    for (const registration of waiting.registrations) registration.remove();
  }

  #listen(namespace: string, type: ResourceType, objects: readonly KubeObject[]): HandlerRegistration {
    const informer = this.#informers.informer(type);
    const registration = informer.addEventHandler({
      onDelete: (object) => this.#gone(namespace, object.metadata?.uid ?? '', causeOf(object)),
      // Another object in its place: what was awaited went unseen.
      onUpdate: (before, object) => {
        const uid = before.metadata?.uid ?? '';
        if (uid !== object.metadata?.uid) this.#gone(namespace, uid, causeOf(object));
      },
    });
    // An informer may be ahead of the list that the objects are from: then nothing will be told of what went before.
    void registration.waitForSync().then(() => {
      for (const object of objects) {
        const uid = object.metadata?.uid ?? '';
        if (informer.indexer.get(keyOf(object))?.metadata?.uid !== uid) this.#gone(namespace, uid, undefined);
      }
    });
    return registration;
  }

  #gone(namespace: string, uid: string, cause: Cause | undefined): void {
    const waiting = this.#byNamespace.get(namespace);
    if (waiting === undefined || !waiting.uids.delete(uid) || waiting.uids.size > 0) return;
    this.stop(namespace);
    this.#onEmpty(namespace, cause);
  }
}
