import { coordinationV1, coreV1, type V1Lease, type V1Node } from '../../api/index.ts';
import type { EventRecorder, WorkQueue } from '../../client/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type EventHandler,
  type Manager,
  type UpdateEvent,
} from '../../controller-runtime/index.ts';
import { indexByNode } from '../kit/pods-on-node.ts';
import { EvictionPace } from './eviction-pace.ts';
import { NodeHealth } from './node-health.ts';
import { NodeReconciler, nodeReference } from './node-reconciler.ts';

export interface NodeLifecycleOptions {
  /** How long a node may be silent. Default 50 s, as in Kubernetes. */
  readonly monitorGraceMs?: number;
  /** How long a new node may take until it first reports. Default 60 s, as in Kubernetes. */
  readonly startupGraceMs?: number;
}

const component = 'node-controller';
const leaseNamespace = 'kube-node-lease';
/** Mirrors nodeMonitorGracePeriod and nodeStartupGracePeriod. */
const monitorGraceMsDefault = 50_000;
const startupGraceMsDefault = 60_000;
/** Mirrors scheduler.UpdateWorkerSize. */
const concurrentNodes = 8;

/**
 * Adds the controller that notices when nodes fall silent, and taints nodes by their conditions. Mirrors kubernetes
 * pkg/controller/nodelifecycle.
 */
export function addNodeLifecycleController(manager: Manager, options: NodeLifecycleOptions = {}): Controller {
  const { environment, informers } = manager;
  const nodes = informers.informer(coreV1.nodes);
  const pods = informers.informer(coreV1.pods);
  indexByNode(pods);
  const health = new NodeHealth(environment.clock, {
    monitorGraceMs: options.monitorGraceMs ?? monitorGraceMsDefault,
    startupGraceMs: options.startupGraceMs ?? startupGraceMsDefault,
    onSilent: (node, silentMs, heard) => {
      const record = environment.trace.record('node-silent', { node, silentMs }, heard);
      controller.queue.add(node, { record });
    },
  });
  const pace = new EvictionPace((node) => health.isLate(node));
  const recorder = manager.eventRecorderFor(component);
  const controller: Controller = controllerManagedBy(manager)
    .named('node-lifecycle')
    .watches(coreV1.nodes, new NodeEvents(health, pace, recorder))
    .watches(coordinationV1.leases, leaseEvents(health))
    .withOptions({ maxConcurrentReconciles: concurrentNodes, userAgent: component })
    .complete(
      new NodeReconciler({
        clock: environment.clock,
        nodes,
        pods: pods.indexer,
        health,
        pace,
        recorder,
      }),
    );
  return controller;
}

class NodeEvents implements EventHandler<V1Node> {
  readonly #health: NodeHealth;
  readonly #pace: EvictionPace;
  readonly #recorder: EventRecorder;

  constructor(health: NodeHealth, pace: EvictionPace, recorder: EventRecorder) {
    this.#health = health;
    this.#pace = pace;
    this.#recorder = recorder;
  }

  create({ object: node }: { readonly object: V1Node }, queue: WorkQueue<string>): void {
    const name = node.metadata?.name ?? '';
    this.#tell(node, 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`);
    this.#saw(node, queue);
    queue.add(name, causeOf(node));
  }

  update({ oldObject: before, object: node }: UpdateEvent<V1Node>, queue: WorkQueue<string>): void {
    if (before.metadata?.uid !== node.metadata?.uid) this.#health.forgetNode(node.metadata?.name ?? '');
    this.#saw(node, queue);
    queue.add(node.metadata?.name ?? '', causeOf(node));
  }

  delete({ object: node }: { readonly object: V1Node }, queue: WorkQueue<string>): void {
    const name = node.metadata?.name ?? '';
    this.#tell(node, 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`);
    this.#health.forgetNode(name);
    const wasDisrupted = this.#pace.allDisrupted;
    if (this.#pace.forget(name)) this.#disruptionChanged(wasDisrupted, node, queue);
  }

  #saw(node: V1Node, queue: WorkQueue<string>): void {
    this.#health.sawNode(node);
    const wasDisrupted = this.#pace.allDisrupted;
    if (this.#pace.saw(node)) this.#disruptionChanged(wasDisrupted, node, queue);
  }

  /** What may be done to nodes that are not ready has changed. */
  #disruptionChanged(wasDisrupted: boolean, node: V1Node, queue: WorkQueue<string>): void {
    if (wasDisrupted && !this.#pace.allDisrupted) this.#health.forgive();
    for (const name of this.#pace.notReady()) queue.add(name, causeOf(node));
  }

  #tell(node: V1Node, reason: string, message: string): void {
    this.#recorder.event(nodeReference(node), 'Normal', reason, message, causeOf(node));
  }
}

/** A renewed lease is a sign of life, and nothing that would have to be acted on. */
function leaseEvents(health: NodeHealth): EventHandler<V1Lease> {
  const saw = ({ object }: { readonly object: V1Lease }) => {
    if (object.metadata?.namespace === leaseNamespace) health.sawLease(object);
  };
  return { create: saw, update: saw, delete: ({ object }) => health.forgetLease(object) };
}
