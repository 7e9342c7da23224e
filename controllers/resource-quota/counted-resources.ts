import type { KubeObject, ResourceType } from '../../apimachinery/index.ts';
import type { HandlerRegistration, InformerFactory, RestMapper } from '../../client/index.ts';
import type { QuotaEvaluator } from '../../component-helpers/index.ts';
import type { Clock } from '../../environment/index.ts';
import { CountedObjects } from './counted-objects.ts';

export interface CountedResourcesParts {
  readonly mapper: RestMapper;
  readonly informers: InformerFactory;
  readonly clock: Clock;
  /** An object uses less than before, or nothing any more. */
  readonly replenish: (evaluator: QuotaEvaluator, object: KubeObject) => void;
}

interface Monitor {
  readonly counted: CountedObjects;
  readonly registration: HandlerRegistration;
}

/**
 * Watches what quotas count, from when the first quota does: a cluster without quotas watches nothing for them. Mirrors
 * kubernetes pkg/controller/resourcequota (QuotaMonitor). Differs: there all that could be counted is watched.
 */
export class CountedResources {
  readonly #parts: CountedResourcesParts;
  /** By `group/resource`. */
  readonly #monitors = new Map<string, Monitor>();

  constructor(parts: CountedResourcesParts) {
    this.#parts = parts;
  }

  /** Resolves with the objects of the resource when all are shown; undefined: nobody serves it. */
  async show(evaluator: QuotaEvaluator): Promise<CountedObjects | undefined> {
    const name = `${evaluator.group}/${evaluator.resource}`;
    const type = this.#monitors.has(name) ? undefined : await this.#find(evaluator);
    // Several quotas may ask at once: whoever finds it first begins.
    const monitor = this.#monitors.get(name) ?? (type && this.#monitor(evaluator, type));
    if (monitor === undefined) return undefined;
    this.#monitors.set(name, monitor);
    await monitor.registration.waitForSync();
    return monitor.counted;
  }

  /** Nothing is limited there any more. */
  forget(namespace: string): void {
    for (const { counted } of this.#monitors.values()) counted.forget(namespace);
  }

  async #find(evaluator: QuotaEvaluator): Promise<ResourceType | undefined> {
    const { mapper } = this.#parts;
    const isIt = ({ group, resource }: { readonly group: string; readonly resource: string }) =>
      group === evaluator.group && resource === evaluator.resource;
    if (!mapper.resources.some(isIt)) await mapper.refresh();
    return mapper.resources.find(isIt);
  }

  #monitor(evaluator: QuotaEvaluator, type: ResourceType): Monitor {
    const { informers, clock, replenish } = this.#parts;
    const informer = informers.informer<KubeObject>(type);
    const counted = new CountedObjects(evaluator, informer);
    const registration = informer.addEventHandler({
      onAdd: (object) => counted.changed(object),
      onUpdate(before, after) {
        counted.changed(after);
        if (evaluator.replenishes?.(before, after, clock.now())) replenish(evaluator, after);
      },
      onDelete(object) {
        counted.changed(object);
        replenish(evaluator, object);
      },
    });
    informers.start();
    return { counted, registration };
  }
}
