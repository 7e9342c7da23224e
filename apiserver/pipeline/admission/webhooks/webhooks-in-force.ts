import type { V1MutatingWebhook, V1ValidatingWebhook } from '../../../../api/index.ts';
import type { KubeObject } from '../../../../apimachinery/index.ts';
import type { ResourceCache } from '../../../cache/resource-cache.ts';
import type { ResourceRegistry } from '../../../registry/resource-registry.ts';
import type { ServerContext } from '../../../request/request-context.ts';

export type Webhook = V1MutatingWebhook | V1ValidatingWebhook;

/** One webhook of a configuration. */
export interface Hook<W extends Webhook = Webhook> {
  /** The same from one request to the next. */
  readonly uid: string;
  /** The name of its configuration. */
  readonly configuration: string;
  readonly webhook: W;
}

type Configuration<W> = KubeObject & { readonly webhooks?: readonly W[] };

interface Known<W extends Webhook> {
  readonly cache: ResourceCache;
  revision: number;
  hooks: readonly Hook<W>[];
}

/** The webhooks of all configurations of one sort, in each server. */
export class WebhooksInForce<W extends Webhook> {
  readonly #resource: string;
  readonly #known = new WeakMap<ResourceRegistry, Known<W>>();

  /** Of the configurations of this resource of admissionregistration.k8s.io. */
  constructor(resource: string) {
    this.#resource = resource;
  }

  /** Whether there is none, which is asked with every write and most often so. */
  isEmptyIn({ resources }: ServerContext): boolean {
    return (this.#find(resources)?.cache.size ?? 0) === 0;
  }

  /**
   * By the names of their configurations; the same list until something changes. Mirrors kubernetes apiserver
   * pkg/admission/configuration (mutatingWebhookConfigurationManager).
   */
  in({ resources }: ServerContext): readonly Hook<W>[] {
    const known = this.#find(resources);
    if (known === undefined) return [];
    const { changedRevision } = known.cache;
    if (known.revision !== changedRevision) {
      const all = [...known.cache.select({ namespace: '', name: '' })];
      known.hooks = all.flatMap(([name, { object }]) => hooksOf<W>(name, object));
      known.revision = changedRevision;
    }
    return known.hooks;
  }

  #find(resources: ResourceRegistry): Known<W> | undefined {
    const before = this.#known.get(resources);
    if (before !== undefined) return before;
    const cache = resources.preferred('admissionregistration.k8s.io', this.#resource)?.storage.cache;
    if (cache === undefined) return undefined;
    const known: Known<W> = { cache, revision: -1, hooks: [] };
    this.#known.set(resources, known);
    return known;
  }
}

function hooksOf<W extends Webhook>(
  configuration: string,
  { webhooks = [] }: Configuration<W>,
): readonly Hook<W>[] {
  const times = new Map<string, number>();
  return webhooks.map((webhook) => {
    const { name } = webhook;
    const before = times.get(name) ?? 0;
    times.set(name, before + 1);
    return { uid: `${configuration}/${name}/${before}`, configuration, webhook };
  });
}
