import { type KubeObject, makeKey, type ObjectKey, type ResourceType } from '../../apimachinery/index.ts';
import {
  type Client,
  createInformerFactory,
  type ResourceEventHandler,
  type SharedInformer,
} from '../../client/index.ts';
import { causeOf } from '../../controller-runtime/index.ts';
import type { Cause, Environment, Fork } from '../../environment/index.ts';

/** What is called when an object is known for the first time, or has changed; the cause is that change. */
export type OnChange = (cause: Cause | undefined) => void;

/** Watches one object, by its name, as long as `life` lasts. */
export function watchObject<T extends KubeObject>(
  life: Environment,
  client: Client,
  type: ResourceType<T>,
  { namespace = '', name }: ObjectKey,
  handler: ResourceEventHandler<T>,
): SharedInformer<T> {
  const options = { namespace, fieldSelector: `metadata.name=${name}` };
  const informer = createInformerFactory(life, client).informer(type, options);
  informer.addEventHandler(handler);
  informer.start();
  return informer;
}

/** An object as it is by now, until nobody needs it. */
export class WatchedObject<T extends KubeObject> {
  readonly #life: Fork;
  readonly #informer: SharedInformer<T>;
  readonly #key: string;

  /** `onChange` is never called within this call. */
  constructor(life: Fork, client: Client, type: ResourceType<T>, key: ObjectKey, onChange: OnChange) {
    this.#life = life;
    this.#key = makeKey(key.namespace ?? '', key.name);
    this.#informer = watchObject(life, client, type, key, {
      onAdd: (object, isInInitialList) => onChange(isInInitialList ? undefined : causeOf(object)),
      onUpdate: (_, object) => onChange(causeOf(object)),
    });
    void this.#informer.waitForSync().then(() => onChange(undefined));
  }

  get known(): boolean {
    return this.#informer.hasSynced();
  }

  /** Undefined: there is none. */
  get object(): T | undefined {
    return this.#informer.indexer.get(this.#key);
  }

  stop(): void {
    this.#life.revoke();
  }
}
