import { coreV1 } from '../api/index.ts';
import type { KubeObject, ResourceType } from '../apimachinery/index.ts';
import {
  type Client,
  createEventRecorder,
  type HandlerRegistration,
  type Indexer,
  type Indexers,
  type InformerFactory,
  type ResourceEventHandler,
} from '../client/index.ts';
import type { Runnable } from '../controller-runtime/index.ts';
import type { Environment, PluginScores } from '../environment/index.ts';
import { type Outcome, tellAttempt } from './attempts/tell-attempt.ts';
import { placeTeller } from './attempts/tell-place.ts';
import { BindingCycle } from './binding-cycle.ts';
import { SchedulerCache } from './cache/cache.ts';
import { Nominator } from './cache/nominator.ts';
import type { SchedulerConfiguration } from './configuration/configuration.ts';
import { kindEventHandler, nodeEventHandler, podEventHandler } from './event-handlers.ts';
import { type CallExtender, noExtenderThere } from './extenders/call-extender.ts';
import { Extenders } from './extenders/extenders.ts';
import { selectWithExtenders } from './extenders/select-with-extenders.ts';
import { FailedAttempts } from './failed-attempts.ts';
import { CycleState } from './framework/cycle-state.ts';
import { type Diagnosis, fitErrorMessage } from './framework/diagnosis.ts';
import { Framework, nodeAvailability, type PostFiltered } from './framework/framework.ts';
import type { PluginEntry } from './framework/plugin.ts';
import { PreBindingPods } from './framework/pre-binding-pods.ts';
import { NodeSelector, noNodes, type Selected, type Selection } from './framework/select-node.ts';
import { Status } from './framework/status.ts';
import { WaitingPods } from './framework/waiting-pods.ts';
import { Devices } from './plugins/dynamic-resources/devices.ts';
import { makeProfiles, type Profiles } from './profiles.ts';
import type { QueuedPod } from './queue/queued-pod.ts';
import { SchedulingQueue } from './queue/scheduling-queue.ts';
import { topScores } from './top-scores.ts';
import { Writes } from './writes.ts';

export interface SchedulerParts {
  readonly environment: Environment;
  readonly client: Client;
  readonly informers: InformerFactory;
  readonly configuration: SchedulerConfiguration;
  /** Those that the configuration may name. */
  readonly plugins: readonly PluginEntry[];
  /** How extenders are reached. Default: they are not. */
  readonly callExtender?: CallExtender;
}

/** What must know everything before the first pod is tried: else it might go where there is no room. */
type Source = Pick<HandlerRegistration, 'hasSynced' | 'waitForSync'>;

/**
 * Takes one pod at a time from the queue, decides where it goes in one synchronous block, counts it as placed, and
 * tells the API server while it goes on with the next. Mirrors kubernetes pkg/scheduler (ScheduleOne).
 */
export class Scheduler implements Runnable {
  readonly name: string;
  readonly cache = new SchedulerCache();
  readonly queue: SchedulingQueue;
  readonly #environment: Environment;
  readonly #profiles: Profiles;
  readonly #selector: NodeSelector;
  readonly #extenders: Extenders;
  readonly #waitingPods = new WaitingPods();
  readonly #writes: Writes;
  readonly #failed: FailedAttempts;
  readonly #bindingCycle: BindingCycle;
  readonly #registrations: HandlerRegistration[] = [];
  readonly #sources: Source[] = [];
  /** Ends the wait of the loop, while it waits. */
  #wake: (() => void) | undefined;
  readonly #atWork: Promise<void>;
  #isAtWork: () => void = () => {};

  constructor({
    environment,
    client,
    informers,
    configuration,
    plugins,
    callExtender = noExtenderThere,
  }: SchedulerParts) {
    this.#environment = environment;
    const extenders = new Extenders(environment, configuration.extenders, callExtender);
    this.#extenders = extenders;
    const waitingPods = this.#waitingPods;
    const lister = <T extends KubeObject>(type: ResourceType<T>, indexers: Indexers<T> = {}): Indexer<T> => {
      const informer = informers.informer(type);
      informer.addIndexers(indexers);
      this.#sources.push(informer);
      return informer.indexer;
    };
    const watch = <T extends KubeObject>(type: ResourceType<T>, handler: ResourceEventHandler<T>): void => {
      this.#registrations.push(informers.informer(type).addEventHandler(handler));
    };
    const writes = new Writes(environment, () => this.#wake?.());
    this.#writes = writes;
    const nominator = new Nominator();
    let devices: Devices | undefined;
    const handleParts = {
      environment,
      client,
      snapshot: this.cache,
      nominator,
      extenders,
      waitingPods,
      preBinding: new PreBindingPods(),
      lister,
      watch,
      devices: () => (devices ??= new Devices({ environment, lister, watch })),
      pause: (delayMs: number) => writes.pause(delayMs),
      write: (what: string, task: () => Promise<void>) => writes.start(what, task),
      retry: (uid: string) => this.queue.retry(uid),
    };
    const profiles = makeProfiles(configuration, (profile) => {
      const recorder = createEventRecorder(environment, client, { component: profile.schedulerName });
      return new Framework(plugins, profile, { ...handleParts, recorder });
    });
    this.#profiles = profiles;
    this.name = profiles.name;
    this.#selector = new NodeSelector(environment);
    const tell = placeTeller(environment.trace);
    const queue = new SchedulingQueue(
      environment.clock,
      profiles,
      nominator,
      configuration,
      () => this.#wake?.(),
      tell,
    );
    this.queue = queue;
    const pods = informers.informer(coreV1.pods);
    const failed = new FailedAttempts({
      profiles,
      environment,
      client,
      queue,
      pods: pods.indexer,
      writes,
    });
    this.#failed = failed;
    const { cache } = this;
    this.#bindingCycle = new BindingCycle({
      environment,
      client,
      extenders,
      profiles,
      cache,
      queue,
      waitingPods,
      writes,
      failed,
      tell,
    });
    // Nodes first: a pod told of before its node would be kept for a node nobody knows.
    this.#registrations.push(
      informers.informer(coreV1.nodes).addEventHandler(nodeEventHandler(cache, queue)),
      pods.addEventHandler(podEventHandler(profiles, cache, queue, waitingPods)),
      ...profiles.kinds.map((kind) =>
        informers.informer(kind).addEventHandler(kindEventHandler(kind, queue)),
      ),
    );
    this.#sources.push(...this.#registrations);
    this.#atWork = new Promise((resolve) => {
      this.#isAtWork = resolve;
    });
  }

  ready(): Promise<void> {
    return this.#atWork;
  }

  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.#wake?.(), { once: true });
    const synced = Promise.all(this.#sources.map((source) => source.waitForSync()));
    void synced.then(() => this.#wake?.());
    while (!signal.aborted && !this.#hasSynced()) await this.#waitForWork();
    this.#isAtWork();
    while (!signal.aborted) {
      const queued = this.#writes.full ? undefined : this.queue.pop();
      if (queued === undefined) await this.#waitForWork();
      else {
        const ended = this.#scheduleOne(queued);
        if (ended !== undefined) await ended;
        await this.#environment.turn();
      }
    }
    for (const registration of this.#registrations) registration.remove();
    this.queue.close();
    this.#waitingPods.close();
    while (!this.#writes.none) await this.#waitForWork();
  }

  #hasSynced(): boolean {
    return this.#sources.every((source) => source.hasSynced());
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

  /** Undefined where the attempt has ended; else nobody else is tried until it has. */
  #scheduleOne(queued: QueuedPod): Promise<void> | undefined {
    const { info } = queued;
    const framework = this.#profiles.of(info.pod);
    const state = new CycleState(queued.causes.at(-1));
    const nodes = this.cache.nodes();
    const scores = this.#environment.trace.isFollowed('attempt') ? [] : undefined;
    const attempt = { queued, state, because: queued.because, nodeCount: nodes.length, scores };
    if (this.#extenders.none || nodes.length === 0)
      return this.#conclude(attempt, this.#selector.select(framework, state, info, this.cache, scores));
    return selectWithExtenders(
      this.#extenders,
      this.#selector,
      framework,
      state,
      info,
      this.cache,
      scores,
    ).then((selection) => this.#concludeLater(attempt, selection));
  }

  #conclude(attempt: Attempt, selection: Selection): Promise<void> | undefined {
    const outcome = this.#decide(attempt.queued, attempt.state, selection);
    if (outcome instanceof Promise) return outcome.then((ended) => this.#tell(attempt, selection, ended));
    this.#tell(attempt, selection, outcome);
    return undefined;
  }

  /** The pod may have been bound while extenders were asked, as one of them may do. */
  async #concludeLater(attempt: Attempt, selection: Selection): Promise<void> {
    if (this.#environment.isRevoked) return;
    const { queued } = attempt;
    if (this.cache.pod(queued.info.uid) === undefined) await this.#conclude(attempt, selection);
    else this.queue.drop(queued);
  }

  #tell({ queued, because, nodeCount, scores }: Attempt, selection: Selection, outcome: Outcome): void {
    if (scores === undefined) return;
    tellAttempt(this.#environment.trace, queued, because, { nodeCount, selection, scores }, outcome);
  }

  #decide(queued: QueuedPod, state: CycleState, selection: Selection): Outcome | Promise<Outcome> {
    if (selection === noNodes) {
      const message = 'no nodes available to schedule pods';
      return this.#failed.handle(queued, {
        plugins: nodeAvailability,
        reason: 'Unschedulable',
        message,
        nominatedNode: '',
      });
    }
    if ('failure' in selection) return this.#failed.refused(queued, selection.failure);
    if ('diagnosis' in selection) return this.#makeRoom(queued, state, selection.diagnosis);
    return this.#place(queued, state, selection);
  }

  /** No node will do: unless room can be made, the pod waits for what may help. */
  #makeRoom(queued: QueuedPod, state: CycleState, diagnosis: Diagnosis): Outcome | Promise<Outcome> {
    const framework = this.#profiles.of(queued.info.pod);
    const room = framework.runPostFilter(state, queued.info, diagnosis);
    if (!(room instanceof Promise)) return this.#wait(queued, state, diagnosis, room);
    return room.then((made) => this.#wait(queued, state, diagnosis, made));
  }

  #wait(
    queued: QueuedPod,
    state: CycleState,
    diagnosis: Diagnosis,
    { message: said, nominatedNode, candidates }: PostFiltered,
  ): Outcome {
    const message = fitErrorMessage(diagnosis, said);
    const { plugins } = diagnosis;
    queued.triedAtRevision = this.cache.nodesRevision;
    const outcome = this.#failed.handle(queued, {
      plugins,
      reason: 'Unschedulable',
      message,
      diagnosis,
      ...(nominatedNode !== undefined && { nominatedNode }),
    });
    // What was begun to make room follows from the attempt.
    if (outcome.record !== undefined) state.cause = { record: outcome.record };
    return candidates === undefined ? outcome : { ...outcome, candidates };
  }

  #place(queued: QueuedPod, state: CycleState, selection: Selected): Outcome {
    const { info } = queued;
    const { binding } = this.#profiles.of(info.pod);
    const nodeName = selection.node.name;
    const refusal = binding.runReserve(state, info, nodeName);
    if (refusal !== undefined) return this.#failed.refused(queued, refusal);
    const permit = binding.runPermit(state, info, nodeName, this.#environment.clock);
    if (permit instanceof Status) {
      binding.runUnreserve(state, info, nodeName);
      return this.#failed.refused(queued, permit);
    }
    this.cache.assumePod(info, nodeName);
    this.queue.nominate(info, '');
    const record = this.#recordSchedule(queued, selection);
    state.cause = { record };
    this.#bindingCycle.start({ queued, state, nodeName }, permit);
    return { record, node: nodeName };
  }

  #recordSchedule(
    { info, causes, triedAtRevision }: QueuedPod,
    { node, refused, feasible, scores }: Selected,
  ): number {
    const { trace } = this.#environment;
    if (!trace.enabled) return trace.skip();
    const fields = {
      pod: info.key,
      node: node.name,
      feasible: feasible.length,
      evaluated: feasible.length + refused.nodes.length,
      scores: topScores(feasible, scores),
    };
    // That the node is as it is counts as well, unless it was so when no node would do.
    const revision = Number(node.node?.metadata?.resourceVersion ?? 0);
    return trace.record('schedule', fields, revision > triedAtRevision ? [{ revision }, ...causes] : causes);
  }
}

interface Attempt {
  readonly queued: QueuedPod;
  readonly state: CycleState;
  /** What it is made because of. */
  readonly because: QueuedPod['because'];
  readonly nodeCount: number;
  /** What plugins gave, where somebody wants to know. */
  readonly scores: PluginScores[] | undefined;
}
