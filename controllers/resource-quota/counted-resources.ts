import type { KubeObject } from '../../apimachinery/index.ts';
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
    let monitor = this.#monitors.get(name);
    if (monitor === undefined) {
      monitor = await this.#monitor(evaluator);
      if (monitor === undefined) return undefined;
      this.#monitors.set(name, monitor);
    }
    await monitor.registration.waitForSync();
    return monitor.counted;
  }

  /** Nothing is limited there any more. */
  forget(namespace: string): void {
    for (const { counted } of this.#monitors.values()) counted.forget(namespace);
  }

  async #monitor(evaluator: QuotaEvaluator): Promise<Monitor | undefined> {
    const { mapper, informers, clock, replenish } = this.#parts;
    const isIt = ({ group, resource }: { readonly group: string; readonly resource: string }) =>
      group === evaluator.group && resource === evaluator.resource;
    if (!mapper.resources.some(isIt)) await mapper.refresh();
    const type = mapper.resources.find(isIt);
    if (type === undefined) return undefined;
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
