import { batchV1, type V1Job } from '../../api/index.ts';
import { ignoreNotFound, keyOf, makeKey } from '../../apimachinery/index.ts';
import type { Indexer, WorkQueue } from '../../client/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type EventHandler,
  type Manager,
  type ReconcileContext,
  type ReconcileResult,
  type Reconciler,
  type Request,
} from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import { expiresAtMs } from './expires-at.ts';

/** How many jobs are worked on at once: Kubernetes' own number. */
const concurrentSyncs = 5;

/**
 * Adds the controller that deletes jobs, with their pods, some time after they have ended. Waiting for that time does not
 * keep a world from being settled: what has ended is at rest. Mirrors kubernetes pkg/controller/ttlafterfinished.
 */
export function addTtlAfterFinishedController(manager: Manager): Controller {
  const { indexer } = manager.informers.informer(batchV1.jobs);
  return controllerManagedBy(manager)
    .named('ttl-after-finished')
    .watches(batchV1.jobs, endedJobs)
    .withOptions({ maxConcurrentReconciles: concurrentSyncs, known: (key) => indexer.get(key) })
    .complete(new TtlReconciler(indexer, manager.environment.clock));
}

const endedJobs: EventHandler<V1Job> = { create: addEnded, update: addEnded };

function addEnded({ object }: { readonly object: V1Job }, queue: WorkQueue<string>): void {
  if (expiresAtMs(object) !== undefined) queue.add(keyOf(object), causeOf(object));
}

class TtlReconciler implements Reconciler {
  readonly #jobs: Indexer<V1Job>;
  readonly #clock: Clock;

  constructor(jobs: Indexer<V1Job>, clock: Clock) {
    this.#jobs = jobs;
    this.#clock = clock;
  }

  /** The cache may be behind: the job is read again before it is deleted. Mirrors processJob. */
  async reconcile({ namespace, name }: Request, { client }: ReconcileContext): Promise<ReconcileResult> {
    const cachedMs = this.#remainingMs(this.#jobs.get(makeKey(namespace, name)));
    if (cachedMs === undefined || cachedMs > 0) return later(cachedMs);
    const job = await client.get(batchV1.jobs, { namespace, name }).catch(ignoreNotFound);
    const remainingMs = this.#remainingMs(job);
    if (remainingMs === undefined || remainingMs > 0) return later(remainingMs);
    const preconditions = { uid: job?.metadata?.uid ?? '' };
    await client.delete(
      batchV1.jobs,
      { namespace, name },
      { propagationPolicy: 'Foreground', preconditions },
    );
    return undefined;
  }

  #remainingMs(job: V1Job | undefined): number | undefined {
    const atMs = job && expiresAtMs(job);
    return atMs === undefined ? undefined : atMs - this.#clock.now();
  }
}

function later(delayMs: number | undefined): ReconcileResult {
  return delayMs === undefined ? undefined : { requeueAfterMs: delayMs, background: true };
}
