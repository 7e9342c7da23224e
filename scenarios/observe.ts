import type { KubeObject, ResourceType } from '../apimachinery/index.ts';
import type { Client, ClientWatch } from '../client/index.ts';

/** Whoever waits for objects to be as expected: keeps what a watch shows, and says when something has changed. */
export interface Observation {
  readonly objects: ReadonlyMap<string, KubeObject>;
  /** True once after every change, and at first. */
  changed(): boolean;
  stop(): void;
}

export interface Observed {
  readonly namespace?: string;
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** How long it is looked at; the API server would end a watch by itself after half an hour or an hour. */
  readonly withinMs: number;
}

/** Watches objects of a type from their present state on. */
export async function observe(client: Client, type: ResourceType, what: Observed): Promise<Observation> {
  const objects = new Map<string, KubeObject>();
  let changed = true;
  let watch: ClientWatch | undefined;
  const selectors = {
    ...(what.namespace === undefined || !type.namespaced ? {} : { namespace: what.namespace }),
    ...(what.name === undefined ? {} : { fieldSelector: `metadata.name=${what.name}` }),
    ...labelSelector(what.labels),
  };
  const timeoutSeconds = Math.ceil(what.withinMs / 1000) + 1;
  const list = await client.list(type, selectors);
  for (const object of list.items) objects.set(keyOf(object), object);
  const resourceVersion = list.metadata?.resourceVersion ?? '0';
  watch = await client.watch(
    type,
    { ...selectors, resourceVersion, timeoutSeconds },
    {
      events(batch) {
        for (const { type: change, object } of batch) {
          if (change === 'DELETED') objects.delete(keyOf(object));
          else if (change === 'ADDED' || change === 'MODIFIED') objects.set(keyOf(object), object);
        }
        changed = true;
      },
      end() {},
    },
  );
  return {
    objects,
    changed() {
      const was = changed;
      changed = false;
      return was;
    },
    stop: () => watch?.stop(),
  };
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
}

/** A label that is expected to be absent or empty is for whoever compares. */
function labelSelector(labels: Readonly<Record<string, string>> = {}): { readonly labelSelector?: string } {
  const pairs = Object.entries(labels).filter(([, value]) => Boolean(value));
  return pairs.length === 0
    ? {}
    : { labelSelector: pairs.map(([key, value]) => `${key}=${value}`).join(',') };
}
