import { coreV1, type V1ConfigMap, type V1Pod, type V1Secret } from '../../api/index.ts';
import { makeKey } from '../../apimachinery/index.ts';
import { type Client, createInformerFactory, type SharedInformer } from '../../client/index.ts';
import type { Cause, Environment, Fork } from '../../environment/index.ts';
import type { KeyedObject, PodObjects, Reference, ReferredKind } from './pod-references.ts';

/** What is called when an object is known for the first time, or has changed; the cause is that change. */
type OnChange = (cause: Cause | undefined) => void;

/** What a pod refers to by name, until it is over. */
export interface OpenReferences extends Omit<PodObjects, 'claims'> {
  /** Nothing is told of any more. */
  close(): void;
}

/**
 * The ConfigMaps and Secrets that pods of a node refer to: each is watched by itself, for as long as a pod refers to it.
 * Mirrors kubernetes pkg/kubelet/util/manager (watch based manager).
 */
export class ReferencedObjects {
  readonly #environment: Environment;
  readonly #client: Client;
  readonly #watched = new Map<string, WatchedObject>();

  constructor(environment: Environment, client: Client) {
    this.#environment = environment;
    this.#client = client;
  }

  /** `onChange` is never called within this call. */
  open({ metadata }: V1Pod, references: readonly Reference[], onChange: OnChange): OpenReferences {
    const namespace = metadata?.namespace ?? '';
    const objects = new Map<string, WatchedObject>();
    for (const { kind, name } of references) {
      const key = `${kind}/${namespace}/${name}`;
      if (!objects.has(key)) objects.set(key, this.#watch(key, onChange));
    }
    return {
      namespace,
      get known() {
        for (const object of objects.values()) if (!object.known) return false;
        return true;
      },
      find: (kind, name) => objects.get(`${kind}/${namespace}/${name}`)?.object,
      close: () => {
        for (const key of objects.keys()) this.#leave(key, onChange);
      },
    };
  }

  #watch(key: string, onChange: OnChange): WatchedObject {
    let watched = this.#watched.get(key);
    if (watched === undefined) {
      watched = new WatchedObject(this.#environment.fork(key), this.#client, key);
      this.#watched.set(key, watched);
    }
    watched.users.add(onChange);
    return watched;
  }

  #leave(key: string, onChange: OnChange): void {
    const watched = this.#watched.get(key);
    if (watched === undefined || !watched.users.delete(onChange) || watched.users.size > 0) return;
    watched.stop();
    this.#watched.delete(key);
  }
}

const types = { ConfigMap: coreV1.configMaps, Secret: coreV1.secrets } as const;

class WatchedObject {
  readonly users = new Set<OnChange>();
  readonly #life: Fork;
  readonly #informer: SharedInformer<V1ConfigMap> | SharedInformer<V1Secret>;
  readonly #objectKey: string;

  /** `key` is `kind/namespace/name`. */
  constructor(life: Fork, client: Client, key: string) {
    this.#life = life;
    const [kind, namespace = '', name = ''] = key.split('/');
    const informers = createInformerFactory(life, client);
    const options = { namespace, fieldSelector: `metadata.name=${name}` };
    this.#objectKey = makeKey(namespace, name);
    this.#informer = informers.informer(types[kind as ReferredKind], options);
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

  get object(): KeyedObject | undefined {
    return this.#informer.indexer.get(this.#objectKey);
  }

  stop(): void {
    this.#life.revoke();
  }

  #tell(cause: Cause | undefined): void {
    for (const onChange of [...this.users]) onChange(cause);
  }
}

function causeOf({ metadata }: V1ConfigMap | V1Secret): Cause {
  return { revision: Number(metadata?.resourceVersion ?? 0) };
}
