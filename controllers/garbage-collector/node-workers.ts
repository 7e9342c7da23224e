import {
  type Client,
  exponentialRateLimiter,
  type HandlerRegistration,
  type QueuedItem,
  type RateLimiter,
  type WorkQueue,
} from '../../client/index.ts';
import type { Runnable } from '../../controller-runtime/index.ts';
import type { Cause, Environment } from '../../environment/index.ts';
import type { GraphNode } from './graph-node.ts';

/** What is to become of a node that was looked at: forgotten, tried again, or looked at now and then. */
export type Outcome = 'done' | 'retry' | 'look-again';

export interface NodeWorkersOptions {
  readonly name: string;
  readonly client: Client;
  readonly queue: WorkQueue<GraphNode>;
  readonly registrations: readonly HandlerRegistration[];
  /** How many nodes are worked on at once. */
  readonly workers: number;
  work(node: GraphNode, client: Client, cause: Cause): Promise<Outcome>;
}

/** As controllers back off. */
const lookAgainMsMin = 5;
const lookAgainMsMax = 1_000_000;

/** Takes nodes from a queue, as many at once as there are workers, when every informer has told what there is. */
export class NodeWorkers implements Runnable {
  readonly name: string;
  readonly #environment: Environment;
  readonly #options: NodeWorkersOptions;
  readonly #lookAgain: RateLimiter<GraphNode> = exponentialRateLimiter(lookAgainMsMin, lookAgainMsMax);

  constructor(environment: Environment, options: NodeWorkersOptions) {
    this.name = options.name;
    this.#environment = environment;
    this.#options = options;
  }

  async ready(): Promise<void> {
    await Promise.all(this.#options.registrations.map((registration) => registration.waitForSync()));
  }

  async run(signal: AbortSignal): Promise<void> {
    const { queue, workers } = this.#options;
    signal.addEventListener('abort', () => queue.shutDown(), { once: true });
    await this.ready();
    await Promise.all(Array.from({ length: workers }, () => this.#work(signal)));
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { queue } = this.#options;
    // Ends with the queue; what is still in line when the collector stops is left.
    for (;;) {
      const next = await queue.get();
      if (next === undefined || signal.aborted || this.#environment.signal.aborted) return;
      await this.#process(next);
      queue.done(next.item);
      await this.#environment.turn();
    }
  }

  async #process({ item: node, cause: queuedFor }: QueuedItem<GraphNode>): Promise<void> {
    const { name, client, queue, work } = this.#options;
    const { kind, namespace, name: objectName } = node.identity;
    const key = namespace === '' ? `${kind}/${objectName}` : `${kind}/${namespace}/${objectName}`;
    const record = this.#environment.trace.record('reconcile', { controller: name, key }, queuedFor);
    const cause = { record };
    try {
      const outcome = await work(node, client.withCause(cause), cause);
      if (outcome === 'retry') queue.addRateLimited(node, cause);
      else queue.forget(node);
      if (outcome === 'look-again') {
        queue.addAfter(node, this.#lookAgain.whenMs(node), cause, { background: true });
      } else this.#lookAgain.forget(node);
    } catch (error) {
      if (this.#environment.signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      const failure = this.#environment.trace.record(
        'reconcile-error',
        { controller: name, key, message },
        cause,
      );
      queue.addRateLimited(node, { record: failure });
    }
  }
}
