import { groupResource, groupVersionResource } from '../../apimachinery/index.ts';
import {
  type DiscoveredResource,
  type HandlerRegistration,
  type InformerFactory,
  isOperatingError,
  preferredResources,
  type RestMapper,
} from '../../client/index.ts';
import type { Runnable } from '../../controller-runtime/index.ts';
import type { Environment } from '../../environment/index.ts';

export interface ResourceMonitorsParts {
  readonly mapper: RestMapper;
  readonly informers: InformerFactory;
  /** Adds the handlers of the owner graph to the informer of a resource. */
  watch(type: DiscoveredResource): HandlerRegistration;
}

/** How often it is asked what there is. Mirrors kubernetes cmd/kube-controller-manager (startGarbageCollectorController). */
const resyncMs = 30_000;
/** How long the collector waits for what is there to be shown before it begins all the same (initialSyncTimeout). */
const syncWaitMsMax = 30_000;

/** There are many events, nothing owns them, and they go by themselves. Mirrors DefaultIgnoredResources. */
const ignored = ['events', 'events.events.k8s.io'];
const neededVerbs = ['list', 'watch', 'delete'];

interface Monitor {
  readonly type: DiscoveredResource;
  readonly registration: HandlerRegistration;
}

/**
 * Watches all there is that can be deleted, each resource in its preferred version: finds out by discovery, again and again,
 * what has come and gone. Mirrors kubernetes pkg/controller/garbagecollector (GarbageCollector.Sync, syncMonitors).
 */
export class ResourceMonitors implements Runnable {
  readonly name = 'garbage-collector-monitors';
  readonly #environment: Environment;
  readonly #parts: ResourceMonitorsParts;
  /** By `resource.group`. */
  readonly #monitors = new Map<string, Monitor>();
  readonly #shown: Promise<void>;
  #allShown: () => void = () => {};

  constructor(environment: Environment, parts: ResourceMonitorsParts) {
    this.#environment = environment;
    this.#parts = parts;
    this.#shown = new Promise((resolve) => {
      this.#allShown = resolve;
    });
  }

  /** What is watched, by `resource.group`. */
  get watched(): ReadonlyMap<string, unknown> {
    return this.#monitors;
  }

  /** Resolves when what was discovered first has been shown, or has been waited for long enough. */
  waitForSync(): Promise<void> {
    return this.#shown;
  }

  ready(): Promise<void> {
    return this.#shown;
  }

  async run(signal: AbortSignal): Promise<void> {
    const timer = this.#environment.clock.setTimer(syncWaitMsMax, this.#allShown);
    void this.#shown.then(() => timer.cancel());
    signal.addEventListener('abort', this.#allShown, { once: true });
    while (!signal.aborted && !this.#environment.isRevoked) {
      await this.#sync(signal);
      // Rejects when it is over.
      await this.#environment.clock.sleep(resyncMs, { background: true, signal }).catch(() => {});
    }
  }

  async #sync(signal: AbortSignal): Promise<void> {
    const { mapper } = this.#parts;
    try {
      await mapper.refresh();
    } catch (error) {
      if (!isOperatingError(error)) throw error;
      const { message } = error;
      if (!signal.aborted) this.#environment.trace.record('discovery-error', { message });
      return;
    }
    if (signal.aborted) return;
    const found = collected(mapper.resources);
    // Whoever tells of nothing at all is not to be believed.
    if (found.length > 0) this.#watchAll(found);
  }

  #watchAll(found: readonly DiscoveredResource[]): void {
    const { informers } = this.#parts;
    const wanted = new Map(found.map((type) => [groupResource(type), type]));
    for (const [name, { type }] of this.#monitors) {
      const now = wanted.get(name);
      if (now !== undefined && groupVersionResource(now) === groupVersionResource(type)) continue;
      informers.stop(type);
      this.#monitors.delete(name);
    }
    for (const [name, type] of wanted) {
      if (this.#monitors.has(name)) continue;
      this.#monitors.set(name, { type, registration: this.#parts.watch(type) });
    }
    informers.start();
    const shown = [...this.#monitors.values()].map(({ registration }) => registration.waitForSync());
    void Promise.all(shown).then(this.#allShown);
  }
}

/** Mirrors GetDeletableResources. */
function collected(resources: readonly DiscoveredResource[]): readonly DiscoveredResource[] {
  return preferredResources(resources).filter(
    (resource) =>
      !ignored.includes(groupResource(resource)) &&
      neededVerbs.every((verb) => resource.verbs.includes(verb)),
  );
}
