import {
  groupVersionResource,
  type KubeObject,
  type ResourceType,
  StatusError,
} from '../apimachinery/index.ts';
import type { Environment } from '../environment/index.ts';
import type { Client } from './client.ts';
import type { InformerFactory, InformerOptions, InformerState, SharedInformer } from './informer.ts';
import { SharedIndexInformer, type SharedInformerOptions } from './shared-informer.ts';

/** What all informers of a factory have in common. A namespace and selectors hold for whoever asks for none. */
export interface InformerFactoryOptions extends ResourceOptions {
  /** What is otherwise for one resource; it wins over the factory's, and whoever asks for an informer over both. */
  readonly optionsFor?: (type: ResourceType) => ResourceOptions | undefined;
}

export type ResourceOptions = Pick<
  SharedInformerOptions<KubeObject>,
  | keyof InformerOptions
  | 'watchList'
  | 'pageSize'
  | 'backoff'
  | 'resyncCheckMs'
  | 'defaultResyncMs'
  | 'internalErrorRetryMsMax'
  | 'inOrder'
> & {
  /** Runs once on each object before it is kept. Must not change what it is given, nor make another kind of it. */
  readonly transform?: <T extends KubeObject>(object: T) => T;
};

/**
 * One cache for all controllers of a process. Mirrors client-go informers (SharedInformerFactory).
 *
 * @example
 *     const informers = createInformerFactory(environment, client);
 *     const pods = informers.informer(coreV1.pods);
 *     pods.addEventHandler({ onAdd: (pod) => console.log(pod.metadata?.name) });
 *     informers.start();
 *     await pods.waitForSync();
 */
export function createInformerFactory(
  environment: Environment,
  client: Client,
  options: InformerFactoryOptions = {},
): InformerFactory {
  return new SharedInformerFactory(environment, client, options);
}

class SharedInformerFactory implements InformerFactory {
  readonly #environment: Environment;
  readonly #client: Client;
  readonly #options: InformerFactoryOptions;
  readonly #informers = new Map<string, SharedIndexInformer<KubeObject>>();

  constructor(environment: Environment, client: Client, options: InformerFactoryOptions) {
    // One for all: there may be dozens, and each draws little more than how long it watches.
    this.#environment = environment.fork('informers');
    this.#environment.onRevoked(() => this.#stop());
    this.#client = client;
    this.#options = options;
  }

  informer<T extends KubeObject>(type: ResourceType<T>, options: InformerOptions = {}): SharedInformer<T> {
    return this.#informer(type, options, false);
  }

  metadataInformer(type: ResourceType, options: InformerOptions = {}): SharedInformer<KubeObject> {
    return this.#informer(type, options, true);
  }

  #informer<T extends KubeObject>(
    type: ResourceType<T>,
    asked: InformerOptions,
    metadataOnly: boolean,
  ): SharedInformer<T> {
    const { optionsFor, ...common } = this.#options;
    const options = { ...common, ...optionsFor?.(type), ...asked };
    const key = informerKey(type, options, metadataOnly);
    const known = this.#informers.get(key);
    // The key names the type, so that an informer found by it is one of T.
    if (known !== undefined) return known as unknown as SharedInformer<T>;
    const environment = this.#environment;
    const informer = new SharedIndexInformer<T>(environment, this.#client, type, {
      ...options,
      ...(metadataOnly && { metadataOnly }),
      onError: (error) => report(environment, type, error),
    });
    this.#informers.set(key, informer as unknown as SharedIndexInformer<KubeObject>);
    return informer;
  }

  start(): void {
    for (const informer of this.#informers.values()) informer.start();
  }

  async waitForSync(): Promise<void> {
    await Promise.all([...this.#informers.values()].map((informer) => informer.waitForSync()));
  }

  stop(type: ResourceType): void {
    const ofType = `${groupVersionResource(type)}|`;
    for (const [key, informer] of this.#informers) {
      if (!key.startsWith(ofType)) continue;
      this.#informers.delete(key);
      informer.stop();
    }
  }

  states(): readonly InformerState[] {
    return [...this.#informers.values()].map((informer) => informer.state());
  }

  #stop(): void {
    for (const informer of this.#informers.values()) informer.stop();
  }
}

function report({ trace }: Environment, type: ResourceType, error: Error): void {
  const code = error instanceof StatusError ? { code: error.code } : {};
  const { group, resource } = type;
  trace.record('watch-error', { group, resource, ...code, message: error.message });
}

function informerKey(type: ResourceType, options: InformerOptions, metadataOnly: boolean): string {
  const { namespace = '', labelSelector = '', fieldSelector = '' } = options;
  const kept = metadataOnly ? 'metadata' : '';
  return `${groupVersionResource(type)}|${namespace}|${labelSelector}|${fieldSelector}|${kept}`;
}
