import type { Client, EventRecorder, InformerFactory } from '../client/index.ts';
import type { Environment } from '../environment/index.ts';
import { ControllerManager } from './controller-manager.ts';
import type { ControllerDefaults, GroupKindConcurrency } from './controller-options.ts';
import type { Logger } from './logger.ts';
import type { ManagerOptions } from './manager-options.ts';
import type { ControllerView, ManagerState } from './manager-state.ts';
import type { Runnable } from './runnable-group.ts';
import type { HealthCheck } from './serving/health-checks.ts';
import type { HttpHandler } from './serving/http-handler.ts';
import type { WebhookServer } from './webhook/webhook-server.ts';

/**
 * Runs controllers over one cache: one group of runnables after the other, informers first of the caches.
 * Mirrors controller-runtime pkg/manager.
 */
export interface Manager {
  readonly environment: Environment;
  readonly client: Client;
  readonly informers: InformerFactory;
  readonly logger: Logger;
  /** What holds for all its controllers that do not say otherwise. */
  readonly controllerDefaults: ControllerDefaults;
  readonly groupKindConcurrency: GroupKindConcurrency;
  /** Runs once it is asked for. */
  readonly webhookServer: WebhookServer;
  /** Whether it takes part in an election. */
  readonly elects: boolean;
  /** The client of one of the parts the manager runs, under its name: what a part writes is known by it. */
  clientFor(name: string): Client;
  /** Tells people what one of the parts does, under its name. */
  eventRecorderFor(name: string): EventRecorder;
  /** Added after the start of its group, it is started at once. Throws once the manager is stopping. */
  add(runnable: Runnable): void;
  /** What `createController` made is told of by the manager. Throws for a name that is taken, where it is to be one's own. */
  enlist(controller: ControllerView, ownName: boolean): void;
  /** Served at `/healthz`. Throws once the manager has started, as do the next two. */
  addHealthzCheck(name: string, check: HealthCheck): void;
  /** Served at `/readyz`. */
  addReadyzCheck(name: string, check: HealthCheck): void;
  /** Served beside `/metrics`. Throws for a path that is taken. */
  addMetricsHandler(path: string, handler: HttpHandler): void;
  /** What the manager serves of itself, by a call: metrics and introspection, health. Nothing needs to listen for it. */
  readonly handlers: { readonly metrics: HttpHandler; readonly health: HttpHandler };
  /** Resolves when this manager leads; at once without an election, when its controllers start. */
  elected(): Promise<void>;
  /** All there is to know of it, as of now. */
  introspect(): ManagerState;
  /**
   * Runs until the signal aborts or something fails, and then stops. Rejects with what failed, with `leader election lost`,
   * and with what did not stop in time. Mirrors Manager.Start.
   */
  run(signal: AbortSignal): Promise<void>;
  /**
   * Resolves when all that was added is at work, but for what waits for an election; rejects with what failed before that, and
   * when called a second time. What fails afterwards fails the world, unless `run` reports it.
   */
  start(): Promise<void>;
  /** Resolves when all runnables have finished, or have been waited for long enough. Idempotent. */
  stop(): Promise<void>;
}

/**
 * A manager, which starts and stops what is added to it. Mirrors controller-runtime pkg/manager (New).
 *
 * @example
 *     const manager = createManager(environment, { client, informers: createInformerFactory(environment, client) });
 *     controllerManagedBy(manager).for(coreV1.configMaps).complete(reconciler);
 *     await manager.start();
 */
export function createManager(environment: Environment, options: ManagerOptions): Manager {
  return new ControllerManager(environment, options);
}
