import { coreV1, resourceV1, type V1Pod } from '../../api/index.ts';
import { type KubeObject, makeKey, type ResourceType } from '../../apimachinery/index.ts';
import { type Client, createInformerFactory, type SharedInformer } from '../../client/index.ts';
import type { Cause, Environment, Fork } from '../../environment/index.ts';
import type { PodObjects, ReferredObject } from './pod-references.ts';

/** What is called when an object is known for the first time, or has changed; the cause is that change. */
type OnChange = (cause: Cause | undefined) => void;

/** What a pod refers to by name, until it is over. */
export interface OpenReferences extends Omit<PodObjects, 'claims'> {
  /** Nothing is told of any more. */
  close(): void;
}

/**
 * What pods of a node refer to: each object is watched by itself, for as long as a pod refers to it. Mirrors kubernetes
 * pkg/kubelet/util/manager (watch based manager). Differs: claims for devices are watched too, where a kubelet asks for them
 * when it prepares devices. Each pod has them watched anew: what was seen for another pod may be older than that this one may
 * use them.
 */
export class ReferencedObjects {
  readonly #kinds;

  constructor(environment: Environment, client: Client) {
    this.#kinds = {
      ConfigMap: new WatchedObjects(environment, client, coreV1.configMaps),
      Secret: new WatchedObjects(environment, client, coreV1.secrets),
      ResourceClaim: new WatchedObjects(environment, client, resourceV1.resourceClaims),
    } as const;
  }

  /** `onChange` is never called within this call. */
  open({ metadata }: V1Pod, references: readonly ReferredObject[], onChange: OnChange): OpenReferences {
    const namespace = metadata?.namespace ?? '';
    const kinds = this.#kinds;
    const unique = new Map(references.map((one) => [`${one.kind}/${one.name}`, one]));
    const keyOf = (name: string) => makeKey(namespace, name);
    const claimKeyOf = (name: string) => `${keyOf(name)}/${metadata?.uid}`;
    const opened = [...unique.values()].map(({ kind, name }) => ({
      kind,
      key: kind === 'ResourceClaim' ? claimKeyOf(name) : keyOf(name),
    }));
    for (const { kind, key } of opened) kinds[kind].watch(key, onChange);
    return {
      namespace,
      get known() {
        return opened.every(({ kind, key }) => kinds[kind].isKnown(key));
      },
      find: (kind, name) => kinds[kind].find(keyOf(name)),
      deviceClaim: (name) => kinds.ResourceClaim.find(claimKeyOf(name)),
      close: () => {
        for (const { kind, key } of opened) kinds[kind].leave(key, onChange);
      },
    };
  }
}

/** Those of one kind. */
class WatchedObjects<T extends KubeObject> {
  readonly #environment: Environment;
  readonly #client: Client;
  readonly #type: ResourceType<T>;
  readonly #watched = new Map<string, WatchedObject<T>>();

  constructor(environment: Environment, client: Client, type: ResourceType<T>) {
    this.#environment = environment;
    this.#client = client;
    this.#type = type;
  }

  watch(key: string, onChange: OnChange): void {
    let watched = this.#watched.get(key);
    if (watched === undefined) {
      const life = this.#environment.fork(`${this.#type.kind}/${key}`);
      watched = new WatchedObject(life, this.#client, this.#type, key);
      this.#watched.set(key, watched);
    }
    watched.users.add(onChange);
  }

  leave(key: string, onChange: OnChange): void {
    const watched = this.#watched.get(key);
    if (watched === undefined || !watched.users.delete(onChange) || watched.users.size > 0) return;
    watched.stop();
    this.#watched.delete(key);
  }

  isKnown(key: string): boolean {
    return this.#watched.get(key)?.known === true;
  }

  find(key: string): T | undefined {
    return this.#watched.get(key)?.object;
  }
}

class WatchedObject<T extends KubeObject> {
  readonly users = new Set<OnChange>();
  readonly #life: Fork;
  readonly #informer: SharedInformer<T>;
  readonly #key: string;

  /** `key` is `namespace/name`, and after another slash for whom the object is watched, where that counts. */
  constructor(life: Fork, client: Client, type: ResourceType<T>, key: string) {
    this.#life = life;
    const [namespace = '', name = ''] = key.split('/');
    this.#key = makeKey(namespace, name);
    const informers = createInformerFactory(life, client);
    const options = { namespace, fieldSelector: `metadata.name=${name}` };
    this.#informer = informers.informer(type, options);
    this.#informer.addEventHandler({
      onAdd: (object, isInInitialList) => this.#tell(isInInitialList ? undefined : causeOf(object)),
      onUpdate: (_, object) => this.#tell(causeOf(object)),
    });
    this.#informer.start();
    void this.#informer.waitForSync().then(() => this.#tell(undefined));
  }

  get known(): boolean {
    return this.#informer.hasSynced();
  }

  get object(): T | undefined {
    return this.#informer.indexer.get(this.#key);
  }

  stop(): void {
    this.#life.revoke();
  }

  #tell(cause: Cause | undefined): void {
    for (const onChange of [...this.users]) onChange(cause);
  }
}

function causeOf({ metadata }: KubeObject): Cause {
  return { revision: Number(metadata?.resourceVersion ?? 0) };
}
