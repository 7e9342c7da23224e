import { aggregateMessages, formatDuration, messageOf } from '../apimachinery/index.ts';
import {
  type Client,
  createEventRecorder,
  type EventRecorder,
  type InformerFactory,
} from '../client/index.ts';
import type { Environment } from '../environment/index.ts';
import { aborted } from './aborted.ts';
import type { ControllerDefaults, GroupKindConcurrency } from './controller-options.ts';
import { Leadership } from './leadership.ts';
import { environmentLogger, type Logger } from './logger.ts';
import type { Manager } from './manager.ts';
import type { ManagerOptions } from './manager-options.ts';
import { ManagerServing } from './manager-serving.ts';
import type { ControllerView, ManagerState } from './manager-state.ts';
import {
  type Runnable,
  RunnableGroup,
  type RunnableGroupName,
  runnableGroups,
  stopOrder,
} from './runnable-group.ts';
import type { HealthCheck } from './serving/health-checks.ts';
import type { HttpHandler } from './serving/http-handler.ts';
import { WebhookServer } from './webhook/webhook-server.ts';

/** What controller-runtime waits for. */
const defaultShutdownTimeoutMs = 30_000;

/** See `Manager`. Mirrors controller-runtime pkg/manager (controllerManager). */
export class ControllerManager implements Manager {
  readonly environment: Environment;
  readonly client: Client;
  readonly informers: InformerFactory;
  readonly logger: Logger;
  readonly controllerDefaults: ControllerDefaults;
  readonly groupKindConcurrency: GroupKindConcurrency;
  readonly #options: ManagerOptions;
  readonly #groups: Readonly<Record<RunnableGroupName, RunnableGroup>>;
  readonly #controllers: ControllerView[] = [];
  readonly #names = new Set<string>();
  readonly #serving: ManagerServing;
  readonly #leadership: Leadership | undefined;
  #webhookServer: WebhookServer | undefined;
  /** Tells `start` and `add` that it is over. Each runnable has a signal of its own. */
  readonly #abort = new AbortController();
  readonly #electedWaiters: (() => void)[] = [];
  #isElected = false;
  #started = false;
  /** Told of what fails, as long as somebody waits for that; the world is, otherwise. */
  #onFailure: ((error: unknown) => void) | undefined;
  #shutdownTimeoutMs: number;
  #stopping: Promise<Error | undefined> | undefined;

  constructor(environment: Environment, options: ManagerOptions) {
    const { client, informers, logger = environmentLogger(environment), leaderElection } = options;
    const { groupKindConcurrency = {}, ...controllerDefaults } = options.controller ?? {};
    this.environment = environment;
    this.client = client;
    this.informers = informers;
    this.logger = logger;
    this.controllerDefaults = controllerDefaults;
    this.groupKindConcurrency = groupKindConcurrency;
    this.#options = options;
    this.#shutdownTimeoutMs = options.gracefulShutdownTimeoutMs ?? defaultShutdownTimeoutMs;
    const group = () => new RunnableGroup((name, error) => this.#failed(name, error));
    this.#groups = {
      'http-server': group(),
      webhook: group(),
      cache: group(),
      other: group(),
      'warm-up': group(),
      'leader-election': group(),
    };
    this.#groups.cache.add(cacheOf(informers));
    this.#serving = new ManagerServing(options, {
      state: () => this.introspect(),
      metrics: () => [
        ...this.#controllers.flatMap((controller) => controller.metrics()),
        ...(this.#webhookServer?.metrics() ?? []),
        ...(this.#leadership?.metrics() ?? []),
      ],
    });
    this.#leadership =
      leaderElection &&
      new Leadership(this, leaderElection, { elected: () => this.#startElected(), lost: () => this.#lost() });
    environment.onRevoked(() => this.#abortAll());
  }

  get webhookServer(): WebhookServer {
    if (this.#webhookServer === undefined) {
      this.#webhookServer = this.#options.webhookServer ?? new WebhookServer(this.environment);
      this.add(this.#webhookServer);
    }
    return this.#webhookServer;
  }

  get elects(): boolean {
    return this.#leadership !== undefined;
  }

  get handlers(): Manager['handlers'] {
    return this.#serving.handlers;
  }

  clientFor(name: string): Client {
    return this.client.withUserAgent(name);
  }

  eventRecorderFor(name: string): EventRecorder {
    const { eventRecorderFor } = this.#options;
    if (eventRecorderFor !== undefined) return eventRecorderFor(name);
    return createEventRecorder(this.environment, this.clientFor(name), { component: name });
  }

  add(runnable: Runnable): void {
    if (this.#abort.signal.aborted) {
      throw new Error(`${runnable.name} cannot be added: the manager is stopping`);
    }
    // What is added to a manager at work may watch what nobody did before.
    if (this.#groups.cache.isStarted) this.informers.start();
    if (runnable.warmUp !== undefined) this.#groups['warm-up'].add(warmUpOf(runnable));
    this.#groups[runnable.group ?? 'leader-election'].add(runnable);
  }

  enlist(controller: ControllerView, ownName: boolean): void {
    const { name } = controller;
    if (ownName && this.#names.has(name)) {
      throw new Error(
        `controller with name ${name} already exists. Controller names must be unique to avoid multiple controllers ` +
          'reporting the same metric. This validation can be disabled via the SkipNameValidation option',
      );
    }
    this.#names.add(name);
    this.#controllers.push(controller);
  }

  addHealthzCheck(name: string, check: HealthCheck): void {
    this.#serving.addHealthzCheck(name, check);
  }

  addReadyzCheck(name: string, check: HealthCheck): void {
    this.#serving.addReadyzCheck(name, check);
  }

  addMetricsHandler(path: string, handler: HttpHandler): void {
    this.#serving.addMetricsHandler(path, handler);
  }

  elected(): Promise<void> {
    if (this.#isElected) return Promise.resolve();
    return new Promise((resolve) => this.#electedWaiters.push(resolve));
  }

  introspect(): ManagerState {
    const { environment } = this;
    const names = runnableGroups.map((name) => [name, this.#groups[name].names] as const);
    const leadership = this.#leadership;
    return {
      name: environment.name,
      atMs: environment.clock.now(),
      stopping: this.#abort.signal.aborted,
      ...(leadership && { election: { leads: leadership.isLeader, leader: leadership.leader } }),
      // Each group is in the table.
      runnables: Object.fromEntries(names) as ManagerState['runnables'],
      informers: this.informers.states(),
      controllers: this.#controllers.map((controller) => controller.inspect()),
    };
  }

  async run(signal: AbortSignal): Promise<void> {
    const errors: unknown[] = [];
    try {
      await this.#unlessFailed(Promise.race([this.#start().then(() => aborted(signal)), aborted(signal)]));
    } catch (error) {
      errors.push(error);
    }
    const late = await this.#stop();
    if (late !== undefined) errors.push(late);
    if (errors.length > 1) throw new AggregateError(errors, aggregateMessages(errors.map(messageOf)));
    if (errors.length > 0) throw errors[0];
  }

  async start(): Promise<void> {
    await this.#unlessFailed(this.#start());
    this.#onFailure = undefined;
  }

  async stop(): Promise<void> {
    await this.#stop();
  }

  async #start(): Promise<void> {
    if (this.#started) throw new Error('the manager has been started already');
    this.#started = true;
    for (const listener of this.#serving.listeners(this.environment))
      this.#groups['http-server'].add(listener);
    for (const name of runnableGroups) {
      if (name === 'leader-election' && this.#leadership !== undefined) return this.#leadership.run();
      const ready = this.#groups[name].start();
      if (ready !== undefined && !(await this.#unlessStopped(ready))) return;
    }
    this.#becomeElected();
  }

  #startElected(): void {
    this.environment.spawn('leader election', async () => {
      try {
        await this.#groups['leader-election'].start();
        this.#becomeElected();
      } catch (error) {
        this.#failed('leader election', error);
      }
    });
  }

  #becomeElected(): void {
    this.#isElected = true;
    for (const resolve of this.#electedWaiters.splice(0)) resolve();
  }

  /** Another may lead already: nothing is waited for. */
  #lost(): void {
    this.#shutdownTimeoutMs = 0;
    this.#failed('leader election', new Error('leader election lost'));
  }

  #failed(name: string, error: unknown): void {
    if (this.#stopping !== undefined) {
      this.logger.error({ err: error }, 'error received after stop sequence was engaged');
      return;
    }
    void this.#stop();
    if (this.#onFailure !== undefined) this.#onFailure(error);
    else this.environment.spawn(name, () => Promise.reject(error));
  }

  #stop(): Promise<Error | undefined> {
    this.#stopping ??= this.#stopInOrder();
    return this.#stopping;
  }

  /** Resolves with what is wrong if not all has ended in time. */
  async #stopInOrder(): Promise<Error | undefined> {
    const timeoutMs = this.#shutdownTimeoutMs;
    const isIdle = stopOrder.every((name) => this.#groups[name].isIdle);
    if (timeoutMs === 0 || isIdle) {
      this.#abortAll();
      await this.#leadership?.end();
      return undefined;
    }
    const reason = stopReason();
    this.#abort.abort(reason);
    let [cancel, isLate] = [() => {}, false];
    const late = new Promise<void>((resolve) => {
      if (timeoutMs < 0) return;
      const expire = () => {
        isLate = true;
        resolve();
      };
      const timer = this.environment.clock.setTimer(timeoutMs, expire);
      cancel = () => timer.cancel();
    });
    // It may hold what the others wait for.
    void this.#groups['warm-up'].stop(reason);
    for (const name of stopOrder) await Promise.race([this.#groups[name].stop(reason), late]);
    cancel();
    await this.#leadership?.end();
    if (!isLate) return undefined;
    const period = formatDuration(timeoutMs);
    return new Error(
      `failed waiting for all runnables to end within grace period of ${period}: context deadline exceeded`,
    );
  }

  /** As a crash does: nothing is waited for. */
  #abortAll(): void {
    const reason = stopReason();
    this.#abort.abort(reason);
    for (const name of stopOrder) void this.#groups[name].stop(reason);
  }

  /** Rejects with the first thing that fails meanwhile. */
  #unlessFailed(work: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#onFailure = reject;
      work.then(resolve, reject);
    });
  }

  /** False when the manager stops before `work` is done. */
  #unlessStopped(work: Promise<unknown>): Promise<boolean> {
    const { signal } = this.#abort;
    return new Promise((resolve, reject) => {
      const stopped = () => resolve(false);
      if (signal.aborted) stopped();
      signal.addEventListener('abort', stopped, { once: true });
      work.then(() => resolve(true), reject).finally(() => signal.removeEventListener('abort', stopped));
    });
  }
}

/** Informers are the cache of a manager. They end with their environment. */
function cacheOf(informers: InformerFactory): Runnable {
  return {
    name: 'informers',
    group: 'cache',
    run: async () => informers.start(),
    ready: () => informers.waitForSync(),
  };
}

function warmUpOf(runnable: Runnable): Runnable {
  let warm: Promise<void> | undefined;
  return {
    name: `${runnable.name}: warm-up`,
    run(signal) {
      warm = runnable.warmUp?.(signal) ?? Promise.resolve();
      return warm;
    },
    ready: async () => warm,
  };
}

/** One for all that is stopped: what engines make up instead comes with a stack for each. */
function stopReason(): DOMException {
  return new DOMException('the manager is stopping', 'AbortError');
}
