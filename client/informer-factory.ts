import {
  groupVersionResource,
  type KubeObject,
  type ResourceType,
  StatusError,
} from '../apimachinery/index.ts';
import type { Environment } from '../environment/index.ts';
import type { Client } from './client.ts';
import type { InformerFactory, InformerOptions, SharedInformer } from './informer.ts';
import { SharedIndexInformer, type SharedInformerOptions } from './shared-informer.ts';

/** What all informers of a factory have in common. */
export type InformerFactoryOptions = Pick<
  SharedInformerOptions<KubeObject>,
  'watchList' | 'pageSize' | 'backoff' | 'resyncCheckMs' | 'defaultResyncMs' | 'internalErrorRetryMsMax'
>;

/** One cache for all controllers of a process. Mirrors client-go informers (SharedInformerFactory). */
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
    const key = informerKey(type, options);
    const known = this.#informers.get(key);
    // The key names the type, so that an informer found by it is one of T.
    if (known !== undefined) return known as unknown as SharedInformer<T>;
    const environment = this.#environment;
    const informer = new SharedIndexInformer(environment, this.#client, type, {
      ...this.#options,
      ...options,
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

  #stop(): void {
    for (const informer of this.#informers.values()) informer.stop();
  }
}

function report({ trace }: Environment, type: ResourceType, error: Error): void {
  const code = error instanceof StatusError ? { code: error.code } : {};
  const { group, resource } = type;
  trace.record('watch-error', { group, resource, ...code, message: error.message });
}

function informerKey(type: ResourceType, options: InformerOptions): string {
  const { namespace = '', labelSelector = '', fieldSelector = '' } = options;
  return `${groupVersionResource(type)}|${namespace}|${labelSelector}|${fieldSelector}`;
}
