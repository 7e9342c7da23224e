import { coreV1, type V1Pod } from '../api/index.ts';
import { formatTime, isNotFound, objectKey, StatusError } from '../apimachinery/index.ts';
import {
  type Client,
  createEventRecorder,
  type EventRecorder,
  type EventTarget,
  type HandlerRegistration,
  type Indexer,
  type InformerFactory,
  isTransportError,
} from '../client/index.ts';
import { changedPodCondition } from '../component-helpers/index.ts';
import type { Runnable } from '../controller-runtime/index.ts';
import type { Environment } from '../environment/index.ts';
import { SchedulerCache } from './cache/cache.ts';
import { nodeEventHandler, placeOf, podEventHandler } from './event-handlers.ts';
import { type Diagnosis, fitErrorMessage, postFilterMessage } from './framework/diagnosis.ts';
import { Framework, nodeAvailability } from './framework/framework.ts';
import { CycleState, type WeightedPlugin } from './framework/plugin.ts';
import { NodeSelector, type Selected } from './framework/select-node.ts';
import type { Status } from './framework/status.ts';
import type { QueuedPod } from './queue/queued-pod.ts';
import { SchedulingQueue } from './queue/scheduling-queue.ts';
import { topScores } from './top-scores.ts';
import { truncateMessage } from './truncate-message.ts';

export interface SchedulerParts {
  readonly environment: Environment;
  readonly client: Client;
  readonly informers: InformerFactory;
  readonly name: string;
  readonly plugins: readonly WeightedPlugin[];
}

/**
 * Writes that may be under way at once: enough that a store that commits in groups has full groups, few enough that
 * others get their turn in between.
 */
const writesInFlightMax = 128;

/**
 * Takes one pod at a time from the queue, decides where it goes in one synchronous block, counts it as placed, and
 * tells the API server while it goes on with the next. Mirrors kubernetes pkg/scheduler (ScheduleOne).
 */
export class Scheduler implements Runnable {
  readonly name: string;
  readonly cache = new SchedulerCache();
  readonly queue: SchedulingQueue;
  readonly #environment: Environment;
  readonly #client: Client;
  readonly #recorder: EventRecorder;
  readonly #framework: Framework;
  readonly #selector: NodeSelector;
  readonly #pods: Indexer<V1Pod>;
  readonly #registrations: readonly HandlerRegistration[];
  #writesInFlight = 0;
  /** Ends the wait of the loop, while it waits. */
  #wake: (() => void) | undefined;
  readonly #atWork: Promise<void>;
  #isAtWork: () => void = () => {};

  constructor({ environment, client, informers, name, plugins }: SchedulerParts) {
    this.name = name;
    this.#environment = environment;
    this.#client = client;
    this.#recorder = createEventRecorder(environment, client, { component: name });
    this.#framework = new Framework(plugins);
    this.#selector = new NodeSelector(this.#framework, environment.random);
    this.queue = new SchedulingQueue(environment.clock, this.#framework, () => this.#wake?.());
    const pods = informers.informer(coreV1.pods);
    this.#pods = pods.indexer;
    // Nodes first: a pod told of before its node would be kept for a node nobody knows.
    this.#registrations = [
      informers.informer(coreV1.nodes).addEventHandler(nodeEventHandler(this.cache, this.queue)),
      pods.addEventHandler(podEventHandler(name, this.cache, this.queue)),
    ];
    this.#atWork = new Promise((resolve) => {
      this.#isAtWork = resolve;
    });
  }

  ready(): Promise<void> {
    return this.#atWork;
  }

  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.#wake?.(), { once: true });
    const synced = Promise.all(this.#registrations.map((registration) => registration.waitForSync()));
    void synced.then(() => this.#wake?.());
    while (!signal.aborted && !this.#hasSynced()) await this.#waitForWork();
    this.#isAtWork();
    while (!signal.aborted) {
      const queued = this.#writesInFlight < writesInFlightMax ? this.queue.pop() : undefined;
      if (queued === undefined) await this.#waitForWork();
      else {
        this.#scheduleOne(queued);
        await this.#environment.turn();
      }
    }
    for (const registration of this.#registrations) registration.remove();
    this.queue.close();
    while (this.#writesInFlight > 0) await this.#waitForWork();
  }

  /** Before everything is known a pod might go where there is no room. */
  #hasSynced(): boolean {
    return this.#registrations.every((registration) => registration.hasSynced());
  }

  /** Until there is a pod, or a write has ended. */
  #waitForWork(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
    });
  }

  #scheduleOne(queued: QueuedPod): void {
    const { info } = queued;
    const state = new CycleState();
    const nodes = this.cache.nodes();
    if (nodes.length === 0) {
      this.#failed(queued, nodeAvailability, 'Unschedulable', noNodesMessage);
      return;
    }
    const selection = this.#selector.select(state, info, nodes);
    if ('diagnosis' in selection) {
      this.#rejected(queued, selection.diagnosis);
      return;
    }
    const { node } = selection;
    const status = this.#framework.runReserve(state, info, node.name);
    if (status !== undefined) {
      this.#notReserved(queued, status);
      return;
    }
    this.cache.assumePod(info, node.name);
    this.queue.done(info.uid);
    const record = this.#recordSchedule(queued, selection);
    this.#write('bind', () => this.#bind(queued, state, node.name, record));
  }

  #rejected(queued: QueuedPod, diagnosis: Diagnosis): void {
    const message = fitErrorMessage(diagnosis, postFilterMessage(diagnosis, queued.info));
    this.#failed(queued, diagnosis.plugins, 'Unschedulable', message);
  }

  /** The node it was to have: nobody else is asked, and nothing is tried to make room. */
  #notReserved(queued: QueuedPod, status: Status): void {
    const { plugin } = status;
    if (!status.rejected) {
      const message = `running Reserve plugin "${plugin}": ${status.message}`;
      this.#failed(queued, new Set(), 'SchedulerError', message);
      return;
    }
    const diagnosis: Diagnosis = { nodeCount: 1, statuses: [status], plugins: new Set([plugin]) };
    this.#failed(queued, diagnosis.plugins, 'Unschedulable', fitErrorMessage(diagnosis));
  }

  async #bind(queued: QueuedPod, state: CycleState, nodeName: string, record: number): Promise<void> {
    const { info } = queued;
    const client = this.#client.withCause({ record });
    const status = await this.#framework.runBind(client, info, nodeName);
    if (this.#environment.signal.aborted) return;
    if (status === undefined) {
      const message = `Successfully assigned ${info.key} to ${nodeName}`;
      const about = referenceTo(info.pod);
      this.#recorder.eventOnce(about, 'Normal', 'Scheduled', 'Binding', message, { record });
      return;
    }
    this.#framework.runUnreserve(state, info, nodeName);
    if (this.cache.forgetPod(info.uid)) {
      const event = { action: 'AssignedPod/Delete', before: info.pod, after: undefined } as const;
      this.queue.move(event, { record }, info.uid);
    }
    this.#failed(queued, new Set(), 'SchedulerError', status.message);
  }

  /** Puts the pod back, unless it needs no node any more, and tells its owner why. */
  #failed(
    queued: QueuedPod,
    rejectedBy: ReadonlySet<string>,
    reason: 'Unschedulable' | 'SchedulerError',
    message: string,
  ): void {
    const { info } = queued;
    const pod = this.#pods.get(info.key);
    const waits =
      pod?.metadata?.uid === info.pod.metadata?.uid && placeOf(pod ?? {}, this.name) === 'waiting';
    if (!waits || pod === undefined) {
      this.queue.done(info.uid);
      return;
    }
    const { trace } = this.#environment;
    const record = trace.record('unschedulable', { pod: info.key, message }, queued.cause);
    this.queue.addUnschedulable(queued, rejectedBy);
    // What the informer has told since the attempt began counts.
    this.queue.set(pod, queued.cause);
    const note = truncateMessage(message);
    this.#recorder.event(referenceTo(pod), 'Warning', 'FailedScheduling', note, { record });
    const nowText = formatTime(this.#environment.clock.now());
    const text = { type: 'PodScheduled', status: 'False', reason, message };
    const condition = changedPodCondition(pod, text, nowText);
    if (condition === undefined) return;
    const body = { metadata: { uid: info.uid }, status: { conditions: [condition] } };
    const patch = { type: 'strategic', body } as const;
    const client = this.#client.withCause({ record });
    this.#write('pod condition', async () => {
      await client.patch(coreV1.pods, objectKey(pod), patch, { subresource: 'status' });
    });
  }

  /** A write that fails is told of; the next attempt makes it again. */
  #write(what: string, task: () => Promise<void>): void {
    this.#writesInFlight++;
    this.#environment.spawn(what, async () => {
      try {
        await task();
      } catch (error) {
        if (!(error instanceof StatusError) && !isTransportError(error)) throw error;
        if (!isNotFound(error)) this.#environment.trace.record('scheduler-error', { message: error.message });
      } finally {
        this.#writesInFlight--;
        this.#wake?.();
      }
    });
  }

  #recordSchedule({ info, cause }: QueuedPod, { node, evaluated, feasible, scores }: Selected): number {
    const { trace } = this.#environment;
    if (!trace.enabled) return trace.record('schedule', noFields, cause);
    const fields = {
      pod: info.key,
      node: node.name,
      feasible: feasible.length,
      evaluated,
      scores: topScores(feasible, scores),
    };
    return trace.record('schedule', fields, cause);
  }
}

const noFields = Object.freeze({});
const noNodesMessage = 'no nodes available to schedule pods';

function referenceTo({ metadata }: V1Pod): EventTarget {
  const { namespace = 'default', name = '', uid = '', resourceVersion = '' } = metadata ?? {};
  return { apiVersion: 'v1', kind: 'Pod', namespace, name, uid, resourceVersion };
}
